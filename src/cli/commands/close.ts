/** `ztm close`: closes a local port; connections through it stay open. */
import { type Command, done, endpointOption, meshOption, placeOf } from '../command.ts'
import { parseListenAddress } from '../service-name.ts'

export const close: Command = {
  summary: 'Closes a port of this computer.',
  words: '[IP:]PORT',
  count: [1, 1],
  complete: ['port'],
  options: { ...meshOption, ...endpointOption, udp: { help: 'a UDP port' } },
  examples: ['ztm close 2222', 'ztm close 127.0.0.1:5353 --udp', 'ztm close 8080 --endpoint server'],
  run: async ({ given, agent, mesh }) => {
    const { ip, port } = parseListenAddress(given.words[0] ?? '')
    const { endpoint, words } = placeOf(given)
    await agent('DELETE /api/meshes/{mesh}/endpoints/{endpoint}/ports/{ip}/{protocol}/{port}', {
      params: { mesh: await mesh(), endpoint, ip, protocol: given.has('udp') ? 'udp' : 'tcp', port },
    })
    return done(`closed ${ip}:${port}${words}`)
  },
}
