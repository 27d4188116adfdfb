/** `ztm logs`: the last lines that the service of a role has logged, wherever this computer keeps them. */
import { fault } from '../../common/errors.ts'
import { type Command, done } from '../command.ts'
import { getInstalled, managerOption, parseRole, run } from '../services/manage.ts'

/** More than anybody reads. */
const mostLines = 100_000

export const logs: Command = {
  summary: 'Prints the last lines that the service of a role has logged.',
  words: 'ca|hub|agent',
  count: [1, 1],
  complete: [['ca', 'hub', 'agent']],
  isLocal: true,
  options: { ...managerOption, lines: { value: 'N', help: 'how many', default: '100' } },
  examples: ['sudo ztm logs hub --lines 20'],
  run: async ({ given }) => {
    const role = parseRole(given.words[0])
    const lines = Number(given.text('lines'))
    if (!Number.isInteger(lines) || lines < 1 || lines > mostLines) {
      throw fault('bad-request', `--lines ${given.text('lines')} is not a whole number from 1 to ${mostLines}`)
    }
    const { status, output } = run(getInstalled(role, given.text('manager')).logs(role, lines))
    if (status !== 0) throw fault('service-failed', `the log cannot be read: ${output.trim()}`, 'Are you root?')
    println(output)
    return done()
  },
}
