/** `ztm stop`: stops a service until it is started, or the computer is. */
import { type Command, done } from '../command.ts'
import { getInstalled, managerOption, mustRun, parseRole } from '../services/manage.ts'
import { unitOf } from '../services/service.ts'

export const stop: Command = {
  summary: 'Stops the service of a role, until it is started again or the computer is.',
  words: 'ca|hub|agent',
  count: [1, 1],
  complete: [['ca', 'hub', 'agent']],
  isLocal: true,
  options: managerOption,
  examples: ['sudo ztm stop hub'],
  run: async ({ given }) => {
    const role = parseRole(given.words[0])
    mustRun(getInstalled(role, given.text('manager')).stop(role))
    return done(`${unitOf(role)} is stopped`)
  },
}
