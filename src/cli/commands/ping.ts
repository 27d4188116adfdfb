/** `ztm ping`: the round trip to another endpoint of the same user, and what carries it. */
import { type Command, done, jsonOption, meshOption } from '../command.ts'
import { printJson } from '../output.ts'

export const ping: Command = {
  summary: 'Measures the round trip to an endpoint through the mesh.',
  words: 'ENDPOINT',
  count: [1, 1],
  complete: ['endpoint'],
  options: { ...meshOption, ...jsonOption },
  prints: 'PingResult',
  examples: ['ztm ping server'],
  run: async ({ given, agent, mesh }) => {
    const params = { mesh: await mesh(), endpoint: given.words[0] ?? '' }
    const result = await agent('GET /api/meshes/{mesh}/ping/{endpoint}', { params })
    if (given.has('json')) printJson(result)
    else println(`${result.endpoint}: ${result.roundTrip} ms by ${result.path}`)
    return done()
  },
}
