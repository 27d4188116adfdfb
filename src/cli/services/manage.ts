/**
 * Installs, starts, stops and removes services: chooses the service manager, writes files, runs its commands, tells why not.
 *
 * Owns nothing. With a root other than '/' only files are written and removed there, for packages and tests.
 */
import type { OptionTable } from '../../common/command/options.ts'
import { fault, toFault } from '../../common/errors.ts'
import { launchd } from './launchd.ts'
import { procd } from './procd.ts'
import { type Manager, optionsFile, optionsText, type Role, roles, type ServiceSpec, unitOf } from './service.ts'
import { systemd } from './systemd.ts'

const managers: Manager[] = [systemd, procd, launchd]

/** Lines of the log that are shown when a service does not start. */
const reasonLines = 15

/** Where other accounts may not look, so that no service could start from there. */
const privatePlaces = ['/root/', '/home/', '/tmp/', '/var/tmp/', '/Users/']

/** The option of every command that manages services. */
export const managerOption: OptionTable = {
  manager: {
    value: 'NAME',
    help: 'systemd, procd or launchd (default: the one that runs here)',
    complete: ['systemd', 'procd', 'launchd'],
  },
}

/** `hub` and so on. Throws bad-request. */
export function parseRole(word: string | undefined): Role {
  const role = roles.find(name => name === word)
  if (role) return role
  throw fault('bad-request', `there is no role "${word ?? ''}"`, `One of ${roles.join(', ')}`)
}

/** By its name, else the one that runs here. Throws bad-request, not-found. */
export function findManager(name: string): Manager {
  const named = managers.find(manager => manager.name === name)
  if (named) return named
  if (name) throw fault('bad-request', `there is no service manager "${name}"`, 'One of systemd, procd, launchd')
  if (os.platform === 'darwin') return launchd
  if (os.stat('/sbin/procd')) return procd
  if (os.stat('/run/systemd/system')) return systemd
  throw fault('not-found', 'no service manager runs here that ztm knows', 'Give --manager systemd, procd or launchd')
}

/** What is known of a service that is to be installed. */
export interface Wish {
  manager: Manager
  role: Role
  /** '' for this computer. */
  root: string
  user: string
  program: string
  /** Lines for the file of options; none leaves the file as it is. */
  options: string[]
}

/** Writes the files. Throws bad-request, storage-failed. */
export function writeService({ manager, role, root, user, program, options }: Wish): ServiceSpec {
  if (!root) checkProgram(program)
  const path = optionsFile(role)
  const spec: ServiceSpec = {
    role,
    program,
    user,
    data: manager.dataOf(role),
    options: path,
    // A package is for any computer.
    environment: root ? {} : engineVariables(),
  }
  if (options.length > 0 || !os.stat(root + path)) write(root + path, optionsText(role, options), '644')
  const file = manager.fileOf(spec)
  write(root + file.path, file.text, file.mode)
  return spec
}

/** A service has an account of its own, which can go where everybody can. */
function checkProgram(program: string): void {
  const place = privatePlaces.find(start => program.startsWith(start))
  if (!place && os.stat(program)) return
  const problem = place ? `the account of a service cannot read what is in ${place}` : `there is no ${program}`
  throw fault(
    'bad-request',
    problem,
    'Put ztm and what is beside it into /opt/ztm or /usr/local/lib/ztm, and call it there.',
  )
}

/** What the launcher was told of engines, and where the passphrase of the keys is. */
function engineVariables(): Record<string, string> {
  const variables: Record<string, string> = {}
  for (const name of ['ZTM_ENGINE', 'ZTM_PIPY', 'ZTM_NODE', 'ZTM_PASSPHRASE_FILE']) {
    const value = os.env[name]
    if (value) variables[name] = value
  }
  return variables
}

function write(path: string, text: string, mode: string): void {
  const directory = os.path.dirname(path)
  const isNew = !os.stat(directory)
  try {
    os.mkdir(directory, { recursive: true })
    os.write(path, text)
  } catch (caught) {
    throw fault('storage-failed', `cannot write ${path}: ${toFault(caught).message}`, 'Become root: sudo ztm …')
  }
  // The launcher lets us make what nobody else can read; these are for the account of the service.
  if (isNew) pipy.exec(['chmod', '755', directory])
  pipy.exec(['chmod', mode, path])
}

function fileOf(manager: Manager, role: Role): string {
  return manager.fileOf({ role, program: '', user: '', data: '', options: '', environment: {} }).path
}

/** Packages have a place of their own for units. */
function placesOf(manager: Manager, role: Role): string[] {
  return [fileOf(manager, role), `/usr/lib/systemd/system/${unitOf(role)}.service`]
}

/** Removes the files; with `all`, options and data too. */
export function removeService({ manager, role, root }: Pick<Wish, 'manager' | 'role' | 'root'>, all: boolean): void {
  const paths = [fileOf(manager, role), ...(all ? [optionsFile(role), manager.dataOf(role)] : [])]
  for (const path of paths) {
    try {
      os.rm(root + path, { recursive: true, force: true })
    } catch (caught) {
      throw fault(
        'storage-failed',
        `cannot remove ${root}${path}: ${toFault(caught).message}`,
        'Become root: sudo ztm …',
      )
    }
  }
}

/** The manager of a service that is installed here, by `ztm install` or by a package. Throws not-found. */
export function getInstalled(role: Role, named: string): Manager {
  const manager = findManager(named)
  if (placesOf(manager, role).some(path => os.stat(path))) return manager
  throw fault('not-found', `${unitOf(role)} is not installed here`, `ztm install ${role}`)
}

/** Starts it, or starts it again. Throws service-failed with the end of its log. */
export function startService(manager: Manager, role: Role): void {
  const failed = runAll(manager.start(role).slice(-1)) ?? (isUp(manager, role) ? undefined : 'it does not run')
  if (failed === undefined) return
  const { output } = run(manager.logs(role, reasonLines))
  throw fault(
    'service-failed',
    `${unitOf(role)} does not start: ${failed}\n${output.trim()}`,
    `ztm logs ${role} tells more.`,
  )
}

const isUp = (manager: Manager, role: Role): boolean => run(manager.isRunning(role)).status === 0

/** Runs commands one after the other. The first that fails ends it: its last line is returned. */
export function runAll(commands: string[][]): string | undefined {
  for (const command of commands) {
    const { status, output } = run(command)
    if (status !== 0) return `${command.join(' ')}: ${output.trim() || `status ${status}`}`
  }
  return undefined
}

/** The same for those that must not fail. Throws service-failed. */
export function mustRun(commands: string[][]): void {
  const failed = runAll(commands)
  if (failed !== undefined) throw fault('service-failed', failed, 'Are you root?')
}

/** Both streams together. The status is told by a shell: Pipy gives 0 also for what could not be started. */
export function run(command: string[]): { status: number; output: string } {
  const text = pipy.exec(['sh', '-c', '"$@" 2>&1 </dev/null; printf "\n%s" $?', 'sh', ...command]).toString() ?? ''
  const end = text.lastIndexOf('\n')
  return { status: Number(text.substring(end + 1) || 1), output: text.substring(0, end).trimEnd() }
}
