/** `ztm open`: opens a local port that leads to a service of the mesh. */
import { type Command, done, meshOption } from '../command.ts'
import { parseListenAddress, parseService } from '../service-name.ts'

export const open: Command = {
  summary: 'Opens a port on this computer that leads to a service of the mesh.',
  words: '[IP:]PORT tcp/NAME[@ENDPOINT]',
  count: [2, 2],
  complete: ['port', 'service'],
  options: {
    ...meshOption,
    sticky: { help: 'all connections of one client address go to the same provider' },
  },
  examples: [
    'ztm open 2222 tcp/ssh@server',
    'ztm open 0.0.0.0:8080 tcp/web',
    'ztm open 5353 udp/dns',
    'ztm open 8080 tcp/web --sticky',
  ],
  run: async ({ given, agent, mesh }) => {
    const { ip, port } = parseListenAddress(given.words[0] ?? '')
    const { protocol, name, endpoint } = parseService(given.words[1] ?? '')
    const opened = await agent('PUT /api/meshes/{mesh}/endpoints/{endpoint}/ports/{ip}/{protocol}/{port}', {
      params: { mesh: await mesh(), endpoint: 'self', ip, protocol, port },
      body: {
        service: name,
        ...(endpoint ? { endpoint } : {}),
        ...(given.has('sticky') ? { sticky: 'client-ip' as const } : {}),
      },
    })
    const where = opened.endpoint ? `@${opened.endpoint}` : ''
    return done(`open ${opened.ip}:${opened.port}, which leads to ${opened.protocol}/${opened.service}${where}`)
  },
}
