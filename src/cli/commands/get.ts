/** `ztm get`: lists what there is of a kind. */
import { type Command, done, endpointOption, jsonOption, meshOption } from '../command.ts'
import { findNoun, findNounAt, nounNames } from '../nouns.ts'
import { printJson, printTable } from '../output.ts'

export const get: Command = {
  summary: 'Lists what is online in the mesh, what is open here, or, for admins, who has joined.',
  details: [
    'endpoints, services: what is online. ports, hubs: of this computer. users: with their endpoints; admins see all, others who is online. members: endpoints that have joined, online or not, for admins.',
    'With --endpoint: the services that it publishes, with their targets, or the ports that are open at it.',
  ],
  words: nounNames.join('|'),
  count: [1, 1],
  complete: [nounNames],
  options: { ...meshOption, ...endpointOption, ...jsonOption },
  prints: 'Endpoint[] | ServiceProvider[] | Service[] | Port[] | HubLink[] | UserSummary[] | Member[]',
  examples: ['ztm get services', 'ztm get services --endpoint server', 'ztm get endpoints --json'],
  run: async scene => {
    const word = scene.given.words[0] ?? ''
    const noun = scene.given.has('endpoint') ? findNounAt(word) : findNoun(word)
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
