/**
 * Splices: joins two TCP connections of two endpoints byte for byte, each shown in by a one-time ticket.
 *
 * Owns the tickets and the pairs of connections while they live. The bytes are TLS from endpoint to endpoint: the hub ends no
 * TLS and speaks no HTTP here, so it costs a copy, and a pair that is not read slows nobody else down.
 */
import { spliceGreeting, spliceLine, spliceSuffix } from '../api/protocol.ts'
import { plenty } from '../common/byte-counter.ts'
import { endHub } from '../common/end-later.ts'
import { toFault } from '../common/errors.ts'
import type { Log } from '../common/log.ts'
import { randomHex } from '../common/random.ts'
import { refuse } from '../common/refuse.ts'
import { getOrigin } from './context.ts'
import type { HubMetrics } from './metrics.ts'

/** How long a ticket waits for both connections, in seconds: a call to the endpoint, a dial, on a slow network. */
const ticketSeconds = 10

/** Bytes of a ticket: not to be guessed while it waits. */
const ticketBytes = 16

/** Longest line with a ticket that is looked at. */
const lineBytes = spliceLine('').length + ticketBytes * 2

/** Of a caller the hub holds so much while the callee is on its way, in bytes: a ClientHello, and no more than that. */
const openingBytes = 64 * 1024

/** Who meets in a splice. */
export interface Parties {
  /** Endpoint that asked for it, and the one that was called. */
  by: string
  endpoint: string
}

/** Both where they come from, as `host:port` that a NAT has given them. */
export interface Pair extends Parties {
  caller: string
  callee: string
}

interface Splice extends Pair {
  ticket: string
  /** Where the bytes of both meet. */
  hub: Hub
  hasCaller: boolean
  hasCallee: boolean
  /** Lets the caller's bytes through: a Hub has no memory. */
  join: (joined: boolean) => void
  joined: Promise<boolean>
  /** What the caller may send before that; then as much as it likes. */
  opening: Quota
  /** Nobody came to meet. */
  isOver: boolean
  /** Both have left, or the first of them: it is counted once. */
  hasEnded: boolean
}

var $splice: Splice | undefined

export interface Splices {
  /** A new ticket; `call` tells the endpoint of it. When that fails the caller's connection is closed. */
  create: (parties: Parties, call: (ticket: string) => Promise<unknown>) => string
  /** The two ends of a splice, for as long as it is joined. */
  findPair: (ticket: string) => Pair | undefined
  /** The layout for the connection of a caller whose ClientHello names this server; undefined when it is no ticket. */
  findCaller: (serverName: string) => PipelineLayout | undefined
  /** The layout for a connection whose first bytes are these; undefined when they are no ticket's line. */
  findCallee: (first: Data) => PipelineLayout | undefined
}

export interface SpliceComponents {
  log: Log
  counters: HubMetrics
  /** Gets what is relayed, in both directions; absent unless the operator asked. */
  capture?: (data: Data) => void
}

export function createSplices({ log, counters, capture }: SpliceComponents): Splices {
  const waiting = new Map<string, Splice>()
  const joined = new Map<string, Splice>()
  const leave = (): void => {
    if ($splice && isJoined($splice) && !$splice.hasEnded) {
      $splice.hasEnded = true
      counters.relaysEnded.add(['splice'])
    }
    if ($splice) joined.delete($splice.ticket)
    endHub($splice?.hub)
  }
  const caller = createCaller(leave, { counters, capture })
  const callee = createCallee(leave)
  const arrived = (splice: Splice): void => {
    if (isJoined(splice)) {
      counters.relays.add(['splice'])
      joined.set(splice.ticket, splice)
    }
    $splice = splice
  }
  const forget = (ticket: string): void => {
    if (release(waiting, ticket)) counters.splicesMissed.add()
  }
  return {
    findPair: ticket => joined.get(ticket),
    create: (parties, call) => {
      const ticket = randomHex(ticketBytes)
      const splice = createSplice(ticket, parties)
      waiting.set(ticket, splice)
      call(ticket).catch((caught: unknown) => {
        log.info('no splice', { reason: toFault(caught).message })
        forget(ticket)
      })
      new Timeout(ticketSeconds).wait().then(() => forget(ticket))
      return ticket
    },
    findCaller: name => {
      if (!name.endsWith(spliceSuffix)) return undefined
      const splice = waiting.get(name.substring(0, name.length - spliceSuffix.length))
      if (!splice || splice.hasCaller) return refuse
      splice.hasCaller = true
      splice.caller = getOrigin()
      arrived(splice)
      return caller
    },
    findCallee: first => {
      const ticket = ticketIn(first)
      if (ticket === undefined) return undefined
      const splice = waiting.get(ticket)
      if (!splice || splice.hasCallee) return refuse
      splice.hasCallee = true
      splice.callee = getOrigin()
      arrived(splice)
      return callee
    },
  }
}

function createSplice(ticket: string, parties: Parties): Splice {
  let release: (joined: boolean) => void = () => undefined
  const joined = new Promise<boolean>(resolve => {
    release = resolve
  })
  const opening = new algo.Quota(openingBytes)
  const join = (isJoined: boolean): void => {
    release(isJoined)
    opening.produce(plenty)
  }
  return {
    ...parties,
    ticket,
    caller: '',
    callee: '',
    hub: new pipeline.Hub(),
    hasCaller: false,
    hasCallee: false,
    join,
    joined,
    opening,
    isOver: false,
    hasEnded: false,
  }
}

function isJoined({ hasCaller, hasCallee }: Splice): boolean {
  return hasCaller && hasCallee
}

/** The ticket can't be used any more. Whoever came in vain is sent away: true if they did not meet. */
function release(waiting: Map<string, Splice>, ticket: string): boolean {
  const splice = waiting.get(ticket)
  if (!splice) return false
  waiting.delete(ticket)
  if (isJoined(splice)) return false
  splice.isOver = true
  splice.join(true)
  splice.hub.broadcast(new StreamEnd())
  return true
}

/** The caller speaks first, with the ClientHello that was read already: it waits for the callee. */
function createCaller(
  leave: () => void,
  { counters, capture }: Pick<SpliceComponents, 'counters' | 'capture'>,
): PipelineLayout {
  const { quota } = counters.carried.splice
  const meet = pipeline($ =>
    $.throttleDataRate(quota)
      .swap(() => $splice?.hub)
      .throttleDataRate(quota)
      .onEnd(leave),
  )
  const seen = capture ? pipeline($ => $.handleData(capture).pipe(meet).handleData(capture)) : meet
  return pipeline($ =>
    $.throttleDataRate(() => $splice?.opening ?? new algo.Quota(0))
      .wait(() => $splice?.joined.then(joined => joined) ?? true)
      .pipe(() => ($splice?.isOver ? refuse : seen)),
  )
}

/** The callee has nothing to say before the caller: its line is all there is, and it goes no further. */
function createCallee(leave: () => void): PipelineLayout {
  return pipeline($ =>
    $.replaceStreamStart(() => {
      $splice?.join(true)
      return new Data()
    })
      .swap(() => $splice?.hub)
      .onEnd(leave),
  )
}

function ticketIn(first: Data): string | undefined {
  if (first.size < lineBytes) return undefined
  const line = new Data(first).shift(lineBytes).toString() ?? ''
  if (!line.startsWith(spliceGreeting) || !line.endsWith('\n')) return undefined
  // More bytes behind the line would be lost: nobody who keeps to the protocol sends them.
  return first.size === lineBytes ? line.substring(spliceGreeting.length, lineBytes - 1) : ''
}
