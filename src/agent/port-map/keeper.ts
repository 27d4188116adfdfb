/**
 * Keeps the port of `direct` mapped by the router, for as long as the agent runs.
 *
 * Owns the mapping and what is told of it. Tries one protocol after the other, then stays with the one that worked, renews long before
 * the end, and starts over where that fails, or the router is another. What a router says is believed only so far as it cannot
 * harm: a wrong address costs those who try it a moment, since certificates decide who answers there.
 */
import type { PortMap } from '../../api/types.ts'
import { formatAddress } from '../../common/addresses.ts'
import { fault } from '../../common/errors.ts'
import type { Log } from '../../common/log.ts'
import { withTimeout } from '../../common/retry.ts'
import { findLocalAddress } from './ask-udp.ts'
import { isPrivate, judgeAddress } from './judge.ts'
import { mappers } from './mappers.ts'
import type { Mapped, Mapper, Wish } from './types.ts'

/** How long a mapping is asked for, in seconds: what is left of an agent that was killed ends by itself. */
const lifeSeconds = 1200

/**
 * It is renewed when half of its life is over (RFC 6886, 3.3), and at least this often: a router that started again has
 * forgotten it, and says so only to a multicast address, which the engine does not hear. In seconds.
 */
const longestWaitSeconds = 600

/** A router that gives less than twice this is not asked any more often for it, in seconds. */
const shortestWaitSeconds = 2

/** Until a renewal that failed is tried again, in seconds: the mapping is there meanwhile. */
const soonSeconds = 10

/** Until a router that has no mapping for us is asked again, in seconds: the computer may have moved meanwhile. */
const againSeconds = 300

/** An end waits so long at most for the router to delete the mapping, in seconds. */
const endSeconds = 2

export interface PortMapOptions {
  /** Where `direct` listens. */
  host: string
  port: number
  /** The router to ask; absent: the one that leads out. */
  router?: string
  findRouter: () => string
  /** Tells PCP that a mapping is ours, also after a restart: 12 bytes that nobody else knows. */
  nonce: number[]
  log: Log
  now: () => number
  /** The address has changed, or is gone. */
  onChange: () => void
}

export interface PortMapKeeper {
  status: () => PortMap
  /** `host:port` on the other side of the router; undefined while there is none. */
  address: () => string | undefined
  /** Deletes the mapping, as far as the router hears of it in a short time. Never rejects. */
  close: () => Promise<void>
}

interface Holding {
  mapper: Mapper
  wish: Wish
  mapped: Mapped
  /** When it ends, in milliseconds since 1970; undefined: not by itself. */
  until?: number
}

interface State {
  told: PortMap
  holding?: Holding
  isOver: boolean
}

/** Asks now, and goes on asking until it is closed. */
export function keepPortMap(options: PortMapOptions): PortMapKeeper {
  const state: State = { told: { state: 'asking' }, isOver: false }
  keepMapped(options, state)
  return {
    status: () => state.told,
    address: () => state.told.address,
    close: async () => {
      state.isOver = true
      const { holding } = state
      state.holding = undefined
      if (!holding) return
      const deleted = holding.mapper.unmap(holding.wish, holding.mapped)
      await withTimeout(deleted, endSeconds, () => fault('timeout', 'the router does not answer')).catch(
        () => undefined,
      )
    },
  }
}

async function keepMapped(options: PortMapOptions, state: State): Promise<void> {
  while (!state.isOver) {
    const wait = await renew(options, state)
    await new Timeout(wait).wait()
  }
}

/** One round; resolves with the seconds until the next. */
async function renew(options: PortMapOptions, state: State): Promise<number> {
  const { now } = options
  const router = options.router ?? options.findRouter()
  const client = router === '' ? '' : await findLocalAddress(`${router}:9`)
  const unfit = whyUnfit(options, router, client)
  if (unfit !== undefined) return fail(options, state, { state: 'failed', error: unfit })
  const before = state.holding
  const wanted = before?.mapped.port ?? options.port
  const wish: Wish = { router, client, port: options.port, wanted, seconds: lifeSeconds, nonce: options.nonce }
  const failures: string[] = []
  for (const mapper of orderOf(before, router)) {
    const begin = now()
    const answer = await mapper.map(wish)
    if (state.isOver) {
      // It ended meanwhile, and did not know of this one.
      if ('value' in answer) await mapper.unmap(wish, answer.value)
      return 0
    }
    const problem = 'failure' in answer ? answer.failure : judge(answer.value, mapper, router)
    if (problem !== undefined) failures.push(`${mapper.name}: ${problem}`)
    else if ('value' in answer) return hold(options, state, { mapper, wish, mapped: answer.value, begin })
  }
  // A renewal that fails leaves the mapping until its end.
  if (before && (before.until === undefined || before.until > now()) && before.wish.router === router) {
    options.log.info('the router did not renew the mapping', { router, reason: failures.join('; ') })
    return soonSeconds
  }
  return fail(options, state, { state: 'failed', router, error: failures.join('; ') })
}

/** Why nothing can be asked for; undefined when it can. */
function whyUnfit({ host }: PortMapOptions, router: string, client: string): string | undefined {
  if (router === '') return 'the router of this network is not known here'
  if (client === '') return `there is no way to the router ${router}`
  const isAny = host === '0.0.0.0' || host === '::'
  return isAny || host === client
    ? undefined
    : `--direct listens on ${host}, and the router ${router} leads to ${client}`
}

/** The protocol that has worked comes first. */
function orderOf(before: Holding | undefined, router: string): Mapper[] {
  if (!before || before.wish.router !== router) return mappers
  return [before.mapper, ...mappers.filter(mapper => mapper !== before.mapper)]
}

/** What is wrong with a mapping; undefined if nothing is. */
function judge({ address, port, seconds }: Mapped, { name }: Mapper, router: string): string | undefined {
  if (port === 0) return 'it gives no port'
  if (seconds === 0 && name !== 'upnp') return 'it gives no time'
  return judgeAddress(address, router)
}

interface Made extends Omit<Holding, 'until'> {
  begin: number
}

function hold({ log, onChange }: PortMapOptions, state: State, { mapper, wish, mapped, begin }: Made): number {
  const { router } = wish
  const seconds = Math.min(mapped.seconds, lifeSeconds)
  const until = seconds === 0 ? undefined : begin + seconds * 1000
  const address = formatAddress(mapped.address, mapped.port)
  const isNews = state.told.address !== address
  state.holding = { mapper, wish, mapped, until }
  state.told = { state: 'mapped', router, protocol: mapper.name, address }
  if (isPrivate(mapped.address)) state.told.isPrivate = true
  if (until !== undefined) state.told.until = until
  if (isNews) {
    log.info('mapped by the router', { router, protocol: mapper.name, address })
    onChange()
  }
  const half = seconds === 0 ? longestWaitSeconds : seconds / 2
  return Math.max(shortestWaitSeconds, Math.min(half, longestWaitSeconds))
}

function fail({ log, onChange }: PortMapOptions, state: State, told: PortMap): number {
  const hadAddress = state.told.address !== undefined
  if (state.told.error !== told.error) {
    log.warn('not mapped by the router', { router: told.router ?? '-', reason: told.error ?? '' })
  }
  state.holding = undefined
  state.told = told
  if (hadAddress) onChange()
  return againSeconds
}
