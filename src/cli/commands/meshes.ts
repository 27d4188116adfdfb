/** `ztm meshes`: the meshes that this computer is in. */
import { type Command, done, jsonOption } from '../command.ts'
import { formatDuration, printJson, printTable } from '../output.ts'

export const meshes: Command = {
  summary: 'Lists the meshes that this computer is in.',
  words: '',
  count: [0, 0],
  options: jsonOption,
  prints: 'Mesh[]',
  examples: ['ztm meshes'],
  run: async ({ given, agent, now }) => {
    const { items } = await agent('GET /api/meshes')
    if (given.has('json')) printJson(items)
    else {
      printTable(
        ['MESH', 'STATE', 'ENDPOINT', 'USER', 'HUBS', 'CERTIFICATE'],
        items.map(mesh => [
          mesh.name,
          mesh.state,
          mesh.endpoint.name,
          mesh.endpoint.user,
          `${mesh.hubs.filter(hub => hub.state === 'connected').length} of ${mesh.hubs.length}`,
          formatDuration(mesh.certificate.notAfter - now()),
        ]),
        'in no mesh yet: ztm join MESH --permit FILE --as NAME',
      )
    }
    return done()
  },
}
