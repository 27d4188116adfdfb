/** `ztm publish`: makes a TCP service of this computer, or of one it can reach, available in the mesh. */
import { type Command, done, endpointOption, meshOption, placeOf } from '../command.ts'
import { parseService } from '../service-name.ts'

export const publish: Command = {
  summary: 'Publishes a service: your own endpoints can reach it, others if the policy says so.',
  words: 'tcp/NAME HOST:PORT',
  count: [2, 2],
  options: {
    ...meshOption,
    ...endpointOption,
    users: { value: 'A,B', help: 'of those whom the policy lets in, only these users, and you' },
    check: { value: 'CHECK', help: 'withdraw it while its target fails: tcp, or http:/path' },
  },
  examples: [
    'ztm publish tcp/ssh 127.0.0.1:22',
    'ztm publish tcp/db 10.0.0.7:5432 --users alice,bob',
    'ztm publish tcp/web 127.0.0.1:80 --check http:/health',
    'ztm publish tcp/ssh 127.0.0.1:22 --endpoint server',
  ],
  run: async ({ given, agent, mesh }) => {
    const { protocol, name } = parseService(given.words[0] ?? '')
    const target = given.words[1] ?? ''
    const { endpoint, words } = placeOf(given)
    const service = await agent('PUT /api/meshes/{mesh}/endpoints/{endpoint}/services/{protocol}/{name}', {
      params: { mesh: await mesh(), endpoint, protocol, name },
      body: {
        target,
        ...(given.has('users') ? { users: given.text('users').split(',') } : {}),
        ...(given.has('check') ? { check: given.text('check') } : {}),
      },
    })
    return done(`published ${service.protocol}/${service.name}, which leads to ${service.target}${words}`)
  },
}
