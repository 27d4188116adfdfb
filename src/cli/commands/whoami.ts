/** `ztm whoami`: who this computer is, in each of its meshes. */
import type { Identity } from '../../api/command-line.ts'
import type { Mesh } from '../../api/types.ts'
import { type Command, done, jsonOption, meshOption, type Scene } from '../command.ts'
import { groupsOf } from '../nouns/users.ts'
import { formatDuration, printJson, printTable } from '../output.ts'

export const whoami: Command = {
  summary: 'Tells which user and which endpoint this computer is, in each of its meshes.',
  words: '',
  count: [0, 0],
  options: { ...meshOption, ...jsonOption },
  prints: 'Identity[]',
  examples: ['ztm whoami', 'ztm whoami --mesh home --json'],
  run: async scene => {
    const { given, agent, now } = scene
    const { items } = await agent('GET /api/meshes')
    const wanted = given.has('mesh') || os.env.ZTM_MESH ? await scene.mesh() : undefined
    const chosen = wanted === undefined ? items : [await agent('GET /api/meshes/{mesh}', { params: { mesh: wanted } })]
    const identities: Identity[] = []
    for (const mesh of chosen) identities.push(await identify(scene, mesh))
    if (given.has('json')) printJson(identities)
    else {
      printTable(
        ['MESH', 'USER', 'GROUPS', 'ENDPOINT', 'CERTIFICATE', 'ID'],
        identities.map(({ mesh, user, groups, endpoint, certificate }) => [
          mesh,
          user,
          groups.length > 0 ? groups.join(', ') : '-',
          endpoint.name,
          formatDuration(certificate.notAfter - now()),
          endpoint.id,
        ]),
        'nobody: this computer is in no mesh yet: ztm join MESH --permit FILE --as NAME',
      )
    }
    return done()
  },
}

async function identify({ agent }: Scene, { name, endpoint, certificate }: Mesh): Promise<Identity> {
  const policy = await agent('GET /api/meshes/{mesh}/policy', { params: { mesh: name } })
  return {
    mesh: name,
    user: endpoint.user,
    endpoint: { id: endpoint.id, name: endpoint.name },
    groups: groupsOf(endpoint.user, policy.groups ?? {}),
    certificate: { notAfter: certificate.notAfter },
  }
}
