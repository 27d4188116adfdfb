/**
 * A hub with its CA that this agent starts and keeps running: how a mesh begins on one computer.
 *
 * Owns the folder `hub` of the data directory, and the process. What the hub is to be stands in `hub/options`, the file that
 * `ztm run hub --options` reads: while it is there, the hub runs whenever the agent does, and ends with it.
 */
import type { HostedHub } from '../api/computer.ts'
import type { Permit } from '../api/permit.ts'
import { formatAddress, parseAddress } from '../common/addresses.ts'
import { prepareDataDirectory } from '../common/data-directory.ts'
import { fault } from '../common/errors.ts'
import { readText } from '../common/files.ts'
import type { Log } from '../common/log.ts'
import { parsePermit } from '../common/permit.ts'
import { keeperScript } from './keeper.ts'

/** Between two looks whether it is there, or gone, in seconds, and how many of them: a slow computer takes long for keys. */
const lookSeconds = 0.1
const mostLooks = 300

/** Names of files in the folder. */
const optionsName = 'options'
const permitName = 'root.permit.json'
const wordsName = 'last-words'
const logName = 'hub.log'

export interface OwnHub {
  find: () => HostedHub | undefined
  /** Starts a new one; gives the permit of its first user. Rejects with already-exists, service-failed, bad-request. */
  create: (hub: HostedHub) => Promise<Permit>
  /** The first user has joined: its permit is worth nothing any more. */
  joined: () => void
  /** Ends it and deletes it with its CA: its mesh is over. */
  remove: () => Promise<void>
}

interface State {
  directory: string
  log: Log
  /** As its options say. */
  hub?: HostedHub
  /** Of what keeps the hub running; 0 while nothing does. */
  pid: number
}

/** True where a hub can be started: by the launcher, and by a shell that keeps it running. */
export function canHost(): boolean {
  return Boolean(os.env.ZTM_PROGRAM) && os.platform !== 'windows'
}

/** Starts the hub that there is. To be called before anything is connected: on Pipy a program inherits all sockets. */
export function openOwnHub(data: string, log: Log): OwnHub {
  const state: State = { directory: os.path.join(data, 'hub'), log, pid: 0 }
  state.hub = readOptions(state)
  if (state.hub && canHost()) start(state)
  return {
    find: () => state.hub,
    create: hub => create(state, hub),
    joined: () => {
      os.unlink(fileOf(state, permitName))
    },
    remove: () => remove(state),
  }
}

const fileOf = ({ directory }: State, name: string): string => os.path.join(directory, name)

function readOptions(state: State): HostedHub | undefined {
  if (!os.stat(fileOf(state, optionsName))) return undefined
  const lines = readText(fileOf(state, optionsName)).split('\n')
  const valueOf = (name: string) => lines.find(line => line.startsWith(`${name} `))?.substring(name.length + 1) ?? ''
  return { mesh: valueOf('mesh'), address: valueOf('name') }
}

async function create(state: State, { mesh, address }: HostedHub): Promise<Permit> {
  if (!canHost()) {
    throw fault('bad-request', 'this agent cannot start a hub', 'Start the agent by: ztm run agent. Not on Windows.')
  }
  const before = state.hub
  // One that nobody ever joined is no loss.
  if (before && !os.stat(fileOf(state, permitName))) {
    throw fault('already-exists', `this computer is the hub of the mesh "${before.mesh}" already`, 'See the settings.')
  }
  await remove(state)
  prepareDataDirectory(state.directory)
  const { host, port } = parseAddress(address, 'address')
  const listen = formatAddress(isLoopback(host) ? host : '0.0.0.0', port)
  os.write(fileOf(state, optionsName), `listen ${listen}\nname ${address}\nmesh ${mesh}\n`)
  state.hub = { mesh, address }
  start(state)
  for (let look = 0; look < mostLooks; look++) {
    if (os.stat(fileOf(state, permitName))) return parsePermit(readText(fileOf(state, permitName)))
    const words = lastWords(state)
    if (words) {
      await remove(state)
      throw fault('service-failed', `the hub does not start: ${words}`, 'Is the port free? Choose another address.')
    }
    await new Timeout(lookSeconds).wait()
  }
  await remove(state)
  throw fault('service-failed', 'the hub did not start in time', 'Is this computer very busy? Try again.')
}

const isLoopback = (host: string): boolean => host.startsWith('127.') || host === '::1' || host === 'localhost'

/** Why the hub ended, as it said itself behind what the engine said; '' while it runs. */
function lastWords(state: State): string {
  const file = fileOf(state, wordsName)
  const lines = os.stat(file) ? readText(file).split('\n') : []
  return lines.find(line => line.startsWith('error: '))?.substring('error: '.length) ?? ''
}

function start(state: State): void {
  const { directory, log } = state
  const hub = [os.env.ZTM_PROGRAM ?? '', 'run', 'hub', '--data', directory]
  const files = ['--options', fileOf(state, optionsName), '--log-file', fileOf(state, logName)]
  const command = ['sh', '-c', keeperScript, 'keeper', keeperScript, fileOf(state, wordsName), ...hub, ...files]
  const onStart = (pid: number): void => {
    state.pid = pid
  }
  log.info('hub is kept running', { data: directory })
  pipeline($ => $.onStart(new Data()).exec(command, { onStart, onExit: () => new StreamEnd() })).spawn()
}

async function remove(state: State): Promise<void> {
  if (state.pid > 0) {
    os.kill(state.pid)
    state.pid = 0
    // The last thing that goes is the file with its words.
    for (let look = 0; look < mostLooks && os.stat(fileOf(state, wordsName)); look++)
      await new Timeout(lookSeconds).wait()
  }
  state.hub = undefined
  if (os.stat(state.directory)) os.rm(state.directory, { recursive: true, force: true })
}
