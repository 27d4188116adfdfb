/** `ztm join`: enrols this computer as a new endpoint of a mesh. */
import { readText } from '../../common/files.ts'
import { parsePermit } from '../../common/permit.ts'
import { type Command, done } from '../command.ts'

export const join: Command = {
  summary: 'Joins a mesh with a permit: makes a key here, proves the permit, stores the certificate.',
  words: 'MESH',
  count: [1, 1],
  options: {
    permit: {
      value: 'FILE',
      help: 'the permit (a file: a permit is a secret and must not stand in a command line)',
      required: true,
      complete: 'file',
    },
    as: { value: 'NAME', help: 'name of this computer in the mesh', required: true },
  },
  examples: ['ztm join home --permit alice.json --as laptop'],
  run: async ({ given, agent }) => {
    const permit = parsePermit(readText(given.text('permit')))
    const name = given.words[0] ?? ''
    const mesh = await agent('POST /api/meshes', { body: { name, as: given.text('as'), permit } })
    return done(
      `joined ${mesh.name} as ${mesh.endpoint.name} (user ${mesh.endpoint.user}, endpoint ${mesh.endpoint.id})`,
    )
  },
}
