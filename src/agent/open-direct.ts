/**
 * `direct` as the options of the agent want it: the listener, what others are told of it, and its port at the router.
 *
 * Owns the port at the router until the process ends. Does not know memberships.
 */
import type { PortMap } from '../api/types.ts'
import type { Address } from '../common/addresses.ts'
import type { OptionTable, ParsedOptions } from '../common/command/options.ts'
import { sha256 } from '../common/digest.ts'
import { engineName } from '../common/engine.ts'
import { fault } from '../common/errors.ts'
import type { Log } from '../common/log.ts'
import { findRouter } from './computer.ts'
import { createDirect, type Direct } from './direct.ts'
import { parseIPv4 } from './port-map/bytes.ts'
import { keepPortMap, type PortMapKeeper } from './port-map/keeper.ts'
import { type PunchMode, punchModes } from './punch.ts'

/** Bytes of what tells PCP that a mapping is ours. */
const nonceBytes = 12

const sigkill = 9

export const directOptions: OptionTable = {
  direct: {
    value: 'IP:PORT',
    help: 'let other endpoints come directly to this address, past the hub; port 0 takes a free one',
  },
  advertise: {
    value: 'HOST:PORT',
    help: 'an address that leads to --direct, to tell others; several times',
    many: true,
  },
  'port-map': {
    value: 'ROUTER',
    help: 'who is asked to map the port of --direct (PCP, NAT-PMP, UPnP): the IP of a router, auto for the one that leads out, or off',
    default: 'auto',
  },
  punch: {
    value: 'WHEN',
    help: 'open connections past the hub from both ends at once, through their routers: auto (not on loopback), on, or off',
    default: 'auto',
  },
}

export interface OpenDirectComponents {
  /** The agent's own secret. */
  token: string
  log: Log
  now: () => number
  random: () => number
}

export interface OpenedDirect {
  direct?: Direct
  findPortMap: () => PortMap | undefined
}

/** Listens, and asks the router. Throws address-in-use, bad-request. */
export function openDirect(given: ParsedOptions, components: OpenDirectComponents): OpenedDirect {
  const wanted = parsePortMap(given.text('port-map'))
  if (!given.has('direct')) return { findPortMap: () => undefined }
  let keeper: PortMapKeeper | undefined
  const direct = createDirect({
    address: given.text('direct'),
    advertised: given.all('advertise'),
    findMapped: () => keeper?.address(),
    random: components.random,
    log: components.log.topic('direct'),
  })
  const { listening } = direct
  if (!isMapped(wanted, listening)) return { direct, findPortMap: () => undefined }
  const opened = keepPortMap({
    ...listening,
    router: wanted === 'auto' ? undefined : wanted,
    findRouter,
    nonce: nonceOf(components.token, listening.port),
    log: components.log.topic('port-map'),
    now: components.now,
    onChange: direct.announce,
  })
  keeper = opened
  endWith(opened)
  return { direct, findPortMap: opened.status }
}

/** Throws bad-request. */
function parsePortMap(text: string): string {
  if (text === 'auto' || text === 'off' || parseIPv4(text)) return text
  throw fault('bad-request', `--port-map ${text} is not the IPv4 address of a router`, 'Give one, or auto, or off')
}

/** Throws bad-request. */
export function parsePunch(given: ParsedOptions): PunchMode {
  const mode = punchModes.find(one => one === given.text('punch'))
  if (mode) return mode
  throw fault('bad-request', `--punch ${given.text('punch')} is not known`, `Give one of ${punchModes.join(', ')}`)
}

/** Nobody comes from elsewhere to a loopback address, and IPv6 is not translated. */
function isMapped(wanted: string, { host }: Address): boolean {
  if (wanted === 'off' || (host.includes(':') && host !== '::')) return false
  return wanted !== 'auto' || !host.startsWith('127.')
}

/** The same after a restart, so that a mapping of an agent that was killed is still its own (RFC 6887, 11.2). */
function nonceOf(token: string, port: number): number[] {
  return new Data(sha256(`${token} port-map ${port}`), 'hex').shift(nonceBytes).toArray()
}

/** At a clean end the mapping is deleted first; Pipy would then wait for open connections without limit. */
function endWith(keeper: PortMapKeeper): void {
  pipy.exit(async () => {
    await keeper.close()
    if (engineName() === 'pipy') os.kill(pipy.pid, sigkill)
  })
}
