/** `ztm describe`: tells all that is known of one thing. */
import { type Command, done, jsonOption, meshOption } from '../command.ts'
import { findNoun, nounNames } from '../nouns.ts'
import { printFacts, printJson } from '../output.ts'

export const describe: Command = {
  summary: 'Tells all that is known here of one endpoint, service, port, hub or user.',
  words: `${nounNames.join('|')} NAME`,
  count: [2, 2],
  complete: [nounNames, 'any'],
  options: { ...meshOption, ...jsonOption },
  prints: 'EndpointDescription | ServiceDescription | Port | HubLink | UserSummary | Member',
  examples: ['ztm describe endpoint laptop', 'ztm describe service tcp/ssh', 'ztm describe port 2222'],
  run: async scene => {
    const [kind = '', name = ''] = scene.given.words
    const { value, facts } = await findNoun(kind).describe(scene, name)
    if (scene.given.has('json')) printJson(value)
    else printFacts(facts)
    return done()
  },
}
