/** `ztm version`: of this command and the engine it runs on. */
import { engineName } from '../../common/engine.ts'
import { version as number } from '../../common/version.ts'
import { type Command, done } from '../command.ts'

export const version: Command = {
  summary: 'Prints the version of ZTM and of the engine.',
  words: '',
  count: [0, 0],
  isLocal: true,
  options: {},
  examples: ['ztm version'],
  run: async () => {
    println(`ztm ${number} on ${engineName()}`)
    return done()
  },
}
