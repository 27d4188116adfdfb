/** `ztm unpublish`: withdraws a service; connections that are open stay open. */
import { type Command, done, endpointOption, meshOption, placeOf } from '../command.ts'
import { parseService } from '../service-name.ts'

export const unpublish: Command = {
  summary: 'Withdraws a service of this endpoint.',
  words: 'tcp/NAME',
  count: [1, 1],
  complete: ['service'],
  options: { ...meshOption, ...endpointOption },
  examples: ['ztm unpublish tcp/ssh', 'ztm unpublish tcp/ssh --endpoint server'],
  run: async ({ given, agent, mesh }) => {
    const { protocol, name } = parseService(given.words[0] ?? '')
    const { endpoint, words } = placeOf(given)
    await agent('DELETE /api/meshes/{mesh}/endpoints/{endpoint}/services/{protocol}/{name}', {
      params: { mesh: await mesh(), endpoint, protocol, name },
    })
    return done(`withdrawn ${protocol}/${name}${words}`)
  },
}
