/**
 * The agent as a program: options, start, and the line that says it is ready.
 *
 * Owns nothing: agent.ts wires the parts.
 */
import { defaultAgentAddress } from '../api/protocol.ts'
import { type Path, paths } from '../api/types.ts'
import type { Program } from '../common/command/help.ts'
import type { OptionTable, ParsedOptions } from '../common/command/options.ts'
import { announceReady, runRole } from '../common/command/role.ts'
import { defaultDataDirectory, prepareDataDirectory } from '../common/data-directory.ts'
import { fault } from '../common/errors.ts'
import { readText } from '../common/files.ts'
import { logOptions, openLog } from '../common/log-output.ts'
import { createMetrics } from '../common/metrics.ts'
import { parsePermit } from '../common/permit.ts'
import { keyTypeOptions, parseKeyType } from '../common/pki/key-type.ts'
import { addProcessMetrics } from '../common/process-metrics.ts'
import { createOutlet } from '../common/proxy/outlet.ts'
import { findProxy } from '../common/proxy/settings.ts'
import { serveTelemetry, type Telemetry, telemetryOptions } from '../common/telemetry.ts'
import { openVault } from '../common/vault.ts'
import { createActivity } from './activity.ts'
import { openActivityStore } from './activity-store.ts'
import { type Agent, createAgent, serveLocalApi } from './agent.ts'
import { loadToken } from './local-access.ts'
import { addAgentGauges, agentChecks, createAgentCounters } from './metrics.ts'
import { directOptions, openDirect, parsePunch } from './open-direct.ts'
import { openOwnHub } from './own-hub.ts'
import { openStorage } from './storage.ts'

const options: OptionTable = {
  // The environment that makes commands call an agent starts the same one.
  data: {
    value: 'DIR',
    help: 'where keys and settings are kept',
    default: os.env.ZTM_DATA || defaultDataDirectory('agent'),
  },
  listen: { value: 'IP:PORT', help: 'where the local API listens', default: os.env.ZTM_AGENT || defaultAgentAddress },
  join: { value: 'MESH', help: 'join a mesh under this name, unless joined already' },
  ...keyTypeOptions,
  'join-as': { value: 'NAME', help: 'name of this computer in the mesh' },
  permit: { value: 'FILE', help: 'the permit to join with' },
  proxy: {
    value: 'URL',
    help: 'reach hubs through http://[USER:PASSWORD@]HOST:PORT, socks5://HOST:PORT, or none (default: as HTTPS_PROXY and NO_PROXY say)',
  },
  ...directOptions,
  'no-remote-admin': {
    help: 'services and ports of this computer are changed here only, not from your other endpoints',
  },
  path: { value: 'PATH', help: `take no other way to an endpoint, to test or measure it: ${paths.join(', ')}` },
  'activity-days': { value: 'N', help: 'days that records of streams are kept', default: '7' },
  'activity-mb': { value: 'N', help: 'megabytes of records of streams that are kept', default: '100' },
  ...telemetryOptions,
  ...logOptions,
}

const program: Program = {
  name: 'ztm run agent',
  summary: 'Runs the agent of this computer: its memberships, services, ports and local API.',
  words: '',
  count: [0, 0],
  options,
  examples: ['ztm run agent --join home --join-as laptop --permit alice.json'],
}

/** Joins as the options say, unless the agent is in that mesh since an earlier start. */
async function joinOnce(agent: Agent, given: ParsedOptions): Promise<void> {
  if (!given.has('join')) return
  const mesh = given.text('join')
  if (agent.find(mesh)) return
  if (!given.has('permit') || !given.has('join-as')) {
    throw fault('bad-request', '--join needs --join-as and --permit', program.examples[0])
  }
  await agent.join({ mesh, as: given.text('join-as'), permit: parsePermit(readText(given.text('permit'))) })
}

/** A whole number above 0. Throws bad-request. */
function numberOf(given: ParsedOptions, option: string): number {
  const number = Number(given.text(option))
  if (Number.isInteger(number) && number > 0) return number
  throw fault('bad-request', `--${option} ${given.text(option)} is not a whole number above 0`, `Give --${option} N`)
}

/** Throws bad-request. */
function pathOf(given: ParsedOptions): Path | undefined {
  if (!given.has('path')) return undefined
  const path = paths.find(one => one === given.text('path'))
  if (path) return path
  throw fault('bad-request', `--path ${given.text('path')} is no path`, `Give one of ${paths.join(', ')}`)
}

async function start(given: ParsedOptions): Promise<undefined> {
  const directory = prepareDataDirectory(given.text('data'))
  const now = () => Date.now()
  const random = () => Math.random()
  const { log, counts } = openLog('agent', given, now)
  const proxy = findProxy(given.text('proxy'), os.env)
  if (proxy) log.info('hubs are reached through a proxy', { proxy: proxy.address, kind: proxy.kind })
  const limits = { days: numberOf(given, 'activity-days'), megabytes: numberOf(given, 'activity-mb') }
  // While nothing is connected yet: on Pipy a program that is run (chmod) can cost a connection its socket.
  const token = loadToken(directory)
  const hub = openOwnHub(directory, log.topic('own-hub'))
  const metrics = createMetrics()
  const counters = createAgentCounters(metrics)
  const store = openActivityStore(directory, limits)
  const activity = createActivity({ store, counters, log: log.topic('activity'), now })
  const outlet = createOutlet(proxy)
  const opened = openDirect(given, { token, log, now, random })
  const storage = openStorage(directory, openVault())
  const keyType = parseKeyType(given.text('key-type'))
  const base = { keyType, storage, activity, counters, log, now, random }
  const components = {
    ...base,
    outlet,
    proxy,
    ...opened,
    punch: proxy ? 'off' : parsePunch(given),
    hub,
    onlyPath: pathOf(given),
    isLocked: given.has('no-remote-admin'),
  }
  const agent = createAgent(components)
  addProcessMetrics(metrics, 'agent', counts)
  addAgentGauges(metrics, agent.list, activity.open)
  const telemetry: Telemetry = { metrics, checks: () => agentChecks(agent.list()) }
  await joinOnce(agent, given)
  const address = serveLocalApi(agent, components, { address: given.text('listen'), token, telemetry })
  serveTelemetry(telemetry, { given, log, random })
  os.write(os.path.join(directory, 'address'), `${address}\n`)
  announceReady('agent', address)
}

runRole(program, start)
