/** `ztm join`: enrols this computer as a new endpoint of a mesh. */
import { fault, toFault } from '../../common/errors.ts'
import { parsePermit } from '../../common/permit.ts'
import { type Command, done } from '../command.ts'

export const join: Command = {
  summary: 'Joins a mesh with a permit: makes a key here, proves the permit, stores the certificate.',
  words: 'MESH',
  count: [1, 1],
  options: {
    permit: { value: 'FILE', help: 'the permit (a file: a permit is a secret and must not stand in a command line)', required: true },
    as: { value: 'NAME', help: 'name of this computer in the mesh', required: true },
  },
  example: 'ztm join home --permit alice.json --as laptop',
  run: async ({ given, agent }) => {
    const permit = parsePermit(readPermit(given.text('permit')))
    const name = given.words[0] ?? ''
    const mesh = await agent('POST /api/meshes', { body: { name, as: given.text('as'), permit } })
    return done(`joined ${mesh.name} as ${mesh.endpoint.name} (user ${mesh.endpoint.user}, endpoint ${mesh.endpoint.id})`)
  },
}

function readPermit(path: string): string {
  try {
    return os.read(path).toString()
  } catch (caught) {
    throw fault('not-found', `cannot read the permit ${path}: ${toFault(caught).message}`, 'Check the path of --permit')
  }
}
