/** `ztm start`: starts a service, or starts it again, and tells why it does not. */
import { type Command, done } from '../command.ts'
import { getInstalled, managerOption, parseRole, startService } from '../services/manage.ts'
import { unitOf } from '../services/service.ts'

export const start: Command = {
  summary: 'Starts the service of a role, or restarts it, and says why if it does not start.',
  words: 'ca|hub|agent',
  count: [1, 1],
  complete: [['ca', 'hub', 'agent']],
  isLocal: true,
  options: managerOption,
  examples: ['sudo ztm start hub'],
  run: async ({ given }) => {
    const role = parseRole(given.words[0])
    startService(getInstalled(role, given.text('manager')), role)
    return done(`${unitOf(role)} runs`)
  },
}
