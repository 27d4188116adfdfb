/** `ztm evict`: takes a user, or one endpoint, out of the mesh. */
import { fault } from '../../common/errors.ts'
import { type Command, done, jsonOption, meshOption } from '../command.ts'
import { printJson } from '../output.ts'

export const evict: Command = {
  summary: 'Evicts a user with all computers, or one endpoint: at once, and for good.',
  words: '[USER]',
  count: [0, 1],
  complete: ['user'],
  options: {
    ...meshOption,
    ...jsonOption,
    endpoint: { value: 'NAME', help: 'only this endpoint, by its name or id', complete: 'endpoint' },
  },
  prints: 'Eviction',
  examples: ['ztm evict alice', 'ztm evict --endpoint laptop'],
  run: async ({ given, agent, mesh }) => {
    const user = given.words[0]
    if ((user === undefined) === !given.has('endpoint')) {
      throw fault('bad-request', 'whom? a user or --endpoint NAME', 'for example: ztm evict alice')
    }
    const body = user === undefined ? { endpoint: given.text('endpoint') } : { user }
    const eviction = await agent('POST /api/meshes/{mesh}/evictions', { params: { mesh: await mesh() }, body })
    if (given.has('json')) printJson(eviction)
    const names = eviction.evicted.map(one => `${one.name} (user ${one.user}, endpoint ${one.id})`)
    return done(
      names.length > 0 ? `evicted ${names.join(', ')}` : 'nobody had joined; the permits are worth nothing now',
    )
  },
}
