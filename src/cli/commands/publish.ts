/** `ztm publish`: makes a TCP service of this computer, or of one it can reach, available in the mesh. */
import { type Command, done, meshOption } from '../command.ts'
import { parseService } from '../service-name.ts'

export const publish: Command = {
  summary: "Publishes a service: the owner's own endpoints can reach it, nobody else.",
  words: 'tcp/NAME HOST:PORT',
  count: [2, 2],
  options: meshOption,
  example: 'ztm publish tcp/ssh 127.0.0.1:22',
  run: async ({ given, agent, mesh }) => {
    const { protocol, name } = parseService(given.words[0] ?? '')
    const service = await agent('PUT /api/meshes/{mesh}/endpoints/{endpoint}/services/{protocol}/{name}', {
      params: { mesh: await mesh(), endpoint: 'self', protocol, name },
      body: { target: given.words[1] },
    })
    return done(`published ${service.protocol}/${service.name}, which leads to ${service.target}`)
  },
}
