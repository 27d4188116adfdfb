/** `ztm get`: lists what there is of a kind. */
import { type Command, done, jsonOption, meshOption } from '../command.ts'
import { findNoun, nounNames } from '../nouns.ts'
import { printJson, printTable } from '../output.ts'

export const get: Command = {
  summary: 'Lists what is online in the mesh, what is open here, or, for admins, who has joined.',
  details: [
    'endpoints, services: what is online. ports, hubs: of this computer. users: with their endpoints; admins see all, others who is online. members: endpoints that have joined, online or not, for admins.',
  ],
  words: nounNames.join('|'),
  count: [1, 1],
  complete: [nounNames],
  options: { ...meshOption, ...jsonOption },
  prints: 'Endpoint[] | ServiceProvider[] | Port[] | HubLink[] | UserSummary[] | Member[]',
  examples: ['ztm get services', 'ztm get endpoints --json'],
  run: async scene => {
    const noun = findNoun(scene.given.words[0] ?? '')
    const items = await noun.list(scene)
    if (scene.given.has('json')) printJson(items)
    else {
      const now = scene.now()
      printTable(
        noun.headings,
        items.map(item => noun.row(item, now)),
        noun.nothing,
      )
    }
    return done()
  },
}
