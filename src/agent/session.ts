/**
 * Sessions: mutually authenticated TLS 1.3 + HTTP/2 from this endpoint to another, carried by a path.
 *
 * Owns the sessions to each endpoint that was called: one for each stream at a time, so that a stream that is not read stalls
 * no other. A session whose stream has come to its end in both directions is used again, once it has answered a probe: Pipy
 * stops reading it while the last bytes wait for a client that does not take them. The endpoint's own
 * addresses are tried beside it; once a session comes up at one of them, new ones are `direct`. How one comes up: carriers.ts.
 */
import type { Fault } from '../api/errors.ts'
import { probeMethod, probeStatus } from '../api/protocol.ts'
import type { Path } from '../api/types.ts'
import { later } from '../common/end-later.ts'
import { toFault } from '../common/errors.ts'
import { sessionMuxOptions } from '../common/links.ts'
import type { Log } from '../common/log.ts'
import {
  type Callee,
  type CarrierComponents,
  createCarrier,
  endSession,
  type Session,
  undirectMs,
  type Ways,
} from './carriers.ts'
import { samePort, tryToMeet } from './punch.ts'

export interface SessionComponents extends Omit<CarrierComponents, 'current' | 'onSplice'> {
  log: Log
}

export interface Sessions {
  /** Carries HTTP/2 streams to the endpoint; opens a session when none is free. */
  to: (endpoint: Callee) => PipelineLayout
  /** Why the last attempt to open a session to the endpoint failed; undefined when it did not. */
  failureOf: (endpointId: string) => Fault | undefined
  /** The path of the session to the endpoint that came up last, or was used since. */
  pathOf: (endpointId: string) => Path
  /** How its keys were agreed on. */
  keyExchangeOf: (endpointId: string) => string | undefined
  /** Ends the sessions to an endpoint that is evicted. */
  cut: (endpointId: string) => void
}

/** An endpoint that was called. */
interface Target extends Ways {
  layout: PipelineLayout
  probe: Probe
  /** Sessions without a stream, the one used last at the end. */
  idle: Session[]
  busy: Set<Session>
}

/** Who opened a stream, and wants to know in which session it is: given to `to` as the argument of pipe. */
export interface Call {
  session?: Session
  /** Where the endpoint may be reached without a hub, as the directory has it. */
  addresses?: string[]
  /** Wants a session that nobody has used, after one has turned out to be broken. */
  isFresh?: boolean
}

/** How long nothing is opened from both sides after that has failed, in milliseconds. */
const unpunchMs = 60_000

/** Idle sessions kept for one endpoint; more of them are left from a burst. */
const maxIdle = 32

/** The session of the stream of this context, and how far the stream has come. */
var $session: Session | undefined
var $isRequest = false
var $isSent = false
var $isReceived = false

/** What the probe of this context has met. */
var $isAlive = false

export function createSessions(components: SessionComponents): Sessions {
  const targets = new Map<string, Target>()
  return {
    to: ({ id, user }) => {
      const known = targets.get(id)
      if (known?.user === user) return known.layout
      const ways: Ways = { id, user, path: 'splice', tunnelUntil: 0, undirectUntil: 0, unpunchedUntil: 0 }
      const target = createTarget(components, ways)
      targets.set(id, target)
      return target.layout
    },
    failureOf: id => targets.get(id)?.failure,
    pathOf: id => targets.get(id)?.path ?? 'splice',
    keyExchangeOf: id => targets.get(id)?.keyExchange,
    cut: id => {
      const target = targets.get(id)
      if (!target) return
      for (const session of target.idle) endSession(session)
      for (const session of target.busy) endSession(session)
    },
  }
}

function createTarget(components: SessionComponents, ways: Ways): Target {
  const onSplice = (session: Session) => tryPunch(components, target, session)
  const carrier = createCarrier({ ...components, current: () => $session, onSplice }, ways)
  const mux = pipeline($ => $.muxHTTP(() => $session, sessionMuxOptions()).to(carrier))
  const target: Target = Object.assign(ways, {
    probe: createProbe(mux),
    layout: mux,
    idle: [],
    busy: new Set<Session>(),
  })
  target.layout = createStream(components, target, mux)
  return target
}

/** One HTTP/2 stream in a session that nobody else uses meanwhile. */
function createStream(components: SessionComponents, target: Target, mux: PipelineLayout): PipelineLayout {
  return pipeline($ =>
    $.onStart((call?: Call) => {
      if (call?.isFresh) dropIdle(target)
      $session = takeIdle(target) ?? { direct: target.direct }
      target.busy.add($session)
      if ($session.path) target.path = $session.path
      if (call) call.session = $session
      if (call?.addresses && !target.direct) tryDirect(components, target, call.addresses)
      $isRequest = false
      $isSent = false
      $isReceived = false
    })
      .handleMessageStart(({ head }) => {
        $isRequest = (head as RequestHead).method !== 'CONNECT'
      })
      .handleStreamEnd(({ error }) => {
        $isSent = error === undefined
      })
      .pipe(mux)
      .handleStreamEnd(({ error }) => {
        $isReceived = error === undefined
      })
      .onEnd(() => {
        const session = $session
        const isClean = $isReceived && ($isSent || $isRequest)
        if (session) later(() => release(components, target, { session, isClean }))
      }),
  )
}

interface Used {
  session: Session
  isClean: boolean
}

/** Takes a session back from a stream. Where that was not clean, or there is a better path now, it is of no use any more. */
async function release(components: SessionComponents, target: Target, { session, isClean }: Used): Promise<void> {
  const isBest = () => session.from !== undefined || session.direct === target.direct
  const isUseful = () => isBest() && !session.isReplaced && session.outbound?.state !== 'closed'
  session.isUsed = true
  if (isClean && isUseful() && target.idle.length < maxIdle && (await target.probe(session)) && isUseful()) {
    keepIdle(target, session)
    if (session.ticket) tryPunch(components, target, session)
  } else {
    endSession(session)
  }
  target.busy.delete(session)
}

/** What goes past the hub is taken before what does not. */
function keepIdle({ idle }: Target, session: Session): void {
  if (session.direct) idle.push(session)
  else idle.unshift(session)
}

/** Not one that has ended meanwhile: with a hub all that went through it ends. */
function takeIdle({ idle }: Target): Session | undefined {
  for (let session = idle.pop(); session; session = idle.pop()) {
    if (session.outbound?.state !== 'closed') return session
  }
  return undefined
}

function dropIdle(target: Target): void {
  for (const session of target.idle) endSession(session)
  target.idle = []
}

/** Looks for an address at which the endpoint answers, beside the stream that made us ask. */
async function tryDirect(components: SessionComponents, target: Target, addresses: string[]): Promise<void> {
  const { now, log, onlyPath = 'direct' } = components
  if (onlyPath !== 'direct' || now() < target.undirectUntil) return
  target.undirectUntil = now() + undirectMs
  for (const address of addresses) {
    const session: Session = { direct: address }
    target.busy.add(session)
    const isUp = await target.probe(session)
    target.busy.delete(session)
    if (!isUp) continue
    log.info('reached directly', { endpoint: target.id, address })
    target.direct = address
    dropIdle(target)
    target.idle.push(session)
    return
  }
}

/** Has both ends of a splice dial each other, beside the stream in it; what comes up is for the next one. */
async function tryPunch(components: SessionComponents, target: Target, session: Session): Promise<void> {
  const { now, log, onlyPath } = components
  const { outbound, ticket } = session
  if (onlyPath || target.direct || !outbound || !ticket || session.isReplaced) return
  if (now() < target.unpunchedUntil || !ticket.hub.shareableBind()) return
  target.unpunchedUntil = now() + unpunchMs
  // Once for each: the other end keeps no more.
  session.ticket = undefined
  try {
    const { address } = await ticket.hub.client('POST /api/punches', { body: { ticket: ticket.ticket } })
    const isUp = await tryToMeet(() => dialPunched(target, address, samePort(outbound)), now)
    log.info(isUp ? 'met by dialling from both sides' : 'not met by dialling from both sides', {
      endpoint: target.id,
      address,
    })
    if (!isUp) return
    // The next splice is to lead to one more.
    target.unpunchedUntil = 0
    session.isReplaced = true
    if (!target.idle.includes(session)) return
    target.idle = target.idle.filter(one => one !== session)
    outbound.close()
  } catch (caught) {
    const { code, message } = toFault(caught)
    log.debug('no dialling from both sides', { endpoint: target.id, reason: message })
    // The splice was over before its ends were asked: the next may last longer.
    if (code === 'not-found') target.unpunchedUntil = 0
  }
}

async function dialPunched(target: Target, direct: string, from: string): Promise<boolean> {
  const session: Session = { direct, from }
  target.busy.add(session)
  const isUp = await target.probe(session)
  target.busy.delete(session)
  if (isUp) target.idle.push(session)
  return isUp
}

/** Whether a session carries bytes in both directions; waits for as long as it does not, or until it ends. */
type Probe = (session: Session) => Promise<boolean>

function createProbe(mux: PipelineLayout): Probe {
  const chosen = pipeline($ =>
    $.onStart(({ session, request }: { session: Session; request: Message }) => {
      $session = session
      $isAlive = false
      return request
    })
      .pipe(mux)
      .handleMessageStart(({ head }) => {
        $isAlive = (head as ResponseHead).status === probeStatus
      })
      .onEnd(() => $isAlive),
  )
  return session =>
    chosen.spawn({
      session,
      request: new Message({ method: probeMethod, authority: 'ztm', path: '/' }),
    }) as Promise<boolean>
}
