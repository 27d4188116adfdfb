/** `ztm install`: makes a role a service of this computer, and starts it; again: upgrades it in place. */
import { fault } from '../../common/errors.ts'
import { type Command, done } from '../command.ts'
import { findManager, managerOption, mustRun, parseRole, startService, writeService } from '../services/manage.ts'
import { optionsFile, unitOf } from '../services/service.ts'

const accountOf = { systemd: 'ztm', procd: 'ztm', launchd: '_ztm' }

export const install: Command = {
  summary: 'Makes a role a service that starts with this computer, and starts it now.',
  details: [
    'Options of the role follow --, and go into /etc/ztm/ROLE.conf, where they can be changed. Once more without any, it ' +
      'writes the service anew and restarts it with the options that it has: after an upgrade of ztm.',
  ],
  words: 'ca|hub|agent [-- OPTIONS]',
  count: [1, 100],
  complete: [['ca', 'hub', 'agent']],
  isLocal: true,
  options: {
    ...managerOption,
    user: { value: 'NAME', help: 'the account that it runs as; made if need be (default ztm, on macOS _ztm)' },
    program: { value: 'FILE', help: 'the ztm that it runs (default: this one)', complete: 'file' },
    root: { value: 'DIR', help: 'write the files below DIR and start nothing: for packages', complete: 'directory' },
    'no-start': { help: 'do not start it now' },
  },
  examples: [
    'sudo ztm install hub -- --listen 0.0.0.0:8888 --name hub.example.com:8888 --mesh home',
    'sudo ztm install agent',
  ],
  run: async ({ given }) => {
    const [word, ...rest] = given.words
    const role = parseRole(word)
    const manager = findManager(given.text('manager'))
    const root = given.text('root')
    const program = given.text('program') || (root ? '/usr/bin/ztm' : thisProgram())
    const user = given.text('user') || accountOf[manager.name]
    const spec = writeService({ manager, role, root, user, program, options: linesOf(rest) })
    if (root) return done(`wrote ${root}${manager.fileOf(spec).path} and ${root}${optionsFile(role)}`)
    mustRun([...manager.prepare(spec), ...manager.enable(role)])
    if (given.has('no-start')) return done(`installed ${unitOf(role)}; ztm start ${role} starts it`)
    startService(manager, role)
    return done(`${unitOf(role)} runs; its options are in ${optionsFile(role)}, its data in ${spec.data}`)
  },
}

/** The launcher that has started this command. */
function thisProgram(): string {
  const program = os.env.ZTM_PROGRAM
  if (program) return program
  throw fault('bad-request', 'it is not known which ztm the service is to run', 'Give --program FILE')
}

/** Options as they stand in the file: `--listen 0.0.0.0:8888` as `listen 0.0.0.0:8888`. Throws bad-request. */
function linesOf(words: string[]): string[] {
  const lines: string[] = []
  for (const word of words) {
    const last = lines.length - 1
    if (word.startsWith('--') && word.length > 2) lines.push(word.substring(2).replace('=', ' '))
    else if (last >= 0 && !lines[last]?.includes(' ')) lines[last] += ` ${word}`
    else throw fault('bad-request', `"${word}" is no option of the role`, 'ztm run ROLE --help lists them.')
  }
  return lines
}
