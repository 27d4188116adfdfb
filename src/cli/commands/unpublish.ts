/** `ztm unpublish`: withdraws a service; connections that are open stay open. */
import { type Command, done, meshOption } from '../command.ts'
import { parseService } from '../service-name.ts'

export const unpublish: Command = {
  summary: 'Withdraws a service of this endpoint.',
  words: 'tcp/NAME',
  count: [1, 1],
  complete: ['service'],
  options: meshOption,
  examples: ['ztm unpublish tcp/ssh'],
  run: async ({ given, agent, mesh }) => {
    const { protocol, name } = parseService(given.words[0] ?? '')
    await agent('DELETE /api/meshes/{mesh}/endpoints/{endpoint}/services/{protocol}/{name}', {
      params: { mesh: await mesh(), endpoint: 'self', protocol, name },
    })
    return done(`withdrawn ${protocol}/${name}`)
  },
}
