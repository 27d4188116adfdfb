/** `ztm uninstall`: stops a service and removes it; its options and its data stay, unless told. */
import { type Command, done } from '../command.ts'
import { findManager, managerOption, mustRun, parseRole, removeService, runAll } from '../services/manage.ts'
import { optionsFile, unitOf } from '../services/service.ts'

export const uninstall: Command = {
  summary: 'Stops a service and removes it. Its options and its data stay.',
  words: 'ca|hub|agent',
  count: [1, 1],
  complete: [['ca', 'hub', 'agent']],
  isLocal: true,
  options: {
    ...managerOption,
    root: { value: 'DIR', help: 'remove the files below DIR and stop nothing', complete: 'directory' },
    purge: { help: "remove its options and data as well: keys, and a CA's whole mesh" },
  },
  examples: ['sudo ztm uninstall agent'],
  run: async ({ given }) => {
    const role = parseRole(given.words[0])
    const manager = findManager(given.text('manager'))
    const root = given.text('root')
    // One that does not run, or was half installed, is removed all the same.
    if (!root) runAll(manager.disable(role))
    removeService({ manager, role, root }, given.has('purge'))
    if (!root) mustRun(manager.forget())
    const kept = given.has('purge') ? '' : `; ${optionsFile(role)} and ${manager.dataOf(role)} are still there`
    return done(`removed ${unitOf(role)}${kept}`)
  },
}
