/**
 * Sessions: mutually authenticated TLS 1.3 + HTTP/2 from this endpoint to another, carried by a path.
 *
 * Owns the sessions to each endpoint that was called: one for each stream at a time, so that a stream that is not read stalls
 * no other. A session whose stream has come to its end in both directions is used again, once it has answered a probe: Pipy
 * stops reading it while the last bytes wait for a client that does not take them. The path is `splice`; where that does not
 * come up, `tunnel` (a relay stream on the hub's control connection), for a while. Beside it the endpoint's own addresses are
 * tried; once a session comes up at one of them, new ones are `direct`.
 */
import type { Fault } from '../api/errors.ts'
import { alpn, endpointName, probeMethod, probeStatus } from '../api/protocol.ts'
import type { PingResult } from '../api/types.ts'
import { later } from '../common/end-later.ts'
import { fault, toFault } from '../common/errors.ts'
import { refusalIn, refusalMessage } from '../common/http/refusal.ts'
import { keepAlive } from '../common/keep-alive.ts'
import { sessionMuxOptions, spliceConnectOptions } from '../common/links.ts'
import type { Log } from '../common/log.ts'
import { type Identity, type Meeting, tlsOptions, withRoots } from '../common/pki/tls.ts'
import { watchSilentEnd } from '../common/silent-end.ts'
import { type HubLink, hubGone } from './hub-link.ts'
import type { MeshStateKeeper } from './mesh-state.ts'
import type { Outlet } from './proxy/outlet.ts'
import { callSplice, takeTicket } from './splice.ts'

/** How long the tunnel is used after a splice did not come up, in milliseconds. */
const tunnelMs = 60_000

export interface SessionComponents {
  identity: Identity
  now: () => number
  /** Hub links that are up. Asked when a session is opened. */
  listHubLinks: () => HubLink[]
  state: Pick<MeshStateKeeper, 'checkMember'>
  /** A session came up, by this path. */
  onSession: (path: PingResult['path']) => void
  outlet: Outlet
  log: Log
}

export interface Sessions {
  /** Carries HTTP/2 streams to the endpoint; opens a session when none is free. */
  to: (endpoint: Callee) => PipelineLayout
  /** Why the last attempt to open a session to the endpoint failed; undefined when it did not. */
  failureOf: (endpointId: string) => Fault | undefined
  /** The path of the session to the endpoint that came up last. */
  pathOf: (endpointId: string) => PingResult['path']
  /** Ends the sessions to an endpoint that is evicted. */
  cut: (endpointId: string) => void
}

/** How long an endpoint's addresses are left alone after none of them has answered, in milliseconds. */
const undirectMs = 60_000

/** How long a connection past the hub may take to come up, in seconds: what is not near is not worth it. */
const directSeconds = 3

/** Whom to call: its certificate must be of both. The user is what a hub has told. */
export interface Callee {
  id: string
  user: string
}

/** What is known of an endpoint that was called. */
interface Target extends Callee {
  layout: PipelineLayout
  probe: Probe
  /** `host:port` where it answers without a hub. */
  direct?: string
  /** Its addresses are not tried before this time. */
  undirectUntil: number
  failure?: Fault
  path: PingResult['path']
  /** No splice before this time. */
  tunnelUntil: number
  /** Sessions without a stream, the one used last at the end. */
  idle: Session[]
  busy: Set<Session>
}

/** One session, as the engine's key for it. The engine opens it, and opens it again after it broke. */
export interface Session {
  /** The connection of its own that it runs on; none on a tunnel. */
  outbound?: Outbound
  /** `host:port` of the endpoint, for a session past the hub. */
  direct?: string
  /** Once it is up. */
  path?: PingResult['path']
  /** A stream was in it before: it may have broken meanwhile, unseen. */
  isUsed?: boolean
}

/** Who opened a stream, and wants to know in which session it is: given to `to` as the argument of pipe. */
export interface Call {
  session?: Session
  /** Where the endpoint may be reached without a hub, as the directory has it. */
  addresses?: string[]
  /** Wants a session that nobody has used, after one has turned out to be broken. */
  isFresh?: boolean
}

/** Idle sessions kept for one endpoint; more of them are left from a burst. */
const maxIdle = 32

/** The session of the stream of this context, and how far the stream has come. */
var $session: Session | undefined
var $isRequest = false
var $isSent = false
var $isReceived = false

/** The hub link that a tunnel of this context goes through. */
var $link: HubLink | undefined

/** What the probe of this context has met. */
var $isAlive = false

/** What became of the connection of this context. */
var $outcome: 'up' | 'refused' | undefined
var $path: PingResult['path']

/** Stands in for a hub when there is none: refuses the relay. */
const noHub = pipeline($ =>
  $.replaceMessage(() => refusalMessage(fault('not-connected', 'no hub of the mesh is connected'))),
)

export function createSessions(components: SessionComponents): Sessions {
  const targets = new Map<string, Target>()
  return {
    to: ({ id, user }) => {
      const known = targets.get(id)
      if (known?.user === user) return known.layout
      const probe = () => Promise.resolve(false)
      const times = { tunnelUntil: 0, undirectUntil: 0 }
      const target: Target = { id, user, layout: noHub, probe, path: 'splice', ...times, idle: [], busy: new Set() }
      const mux = createMux(createCarrier(components, target))
      target.probe = createProbe(mux)
      target.layout = createStream(components, target, mux)
      targets.set(id, target)
      return target.layout
    },
    failureOf: id => targets.get(id)?.failure,
    pathOf: id => targets.get(id)?.path ?? 'splice',
    cut: id => {
      const target = targets.get(id)
      if (!target) return
      for (const session of target.idle) session.outbound?.close()
      for (const session of target.busy) session.outbound?.close()
    },
  }
}

/** Sessions, each by its own key. */
function createMux(carrier: PipelineLayout): PipelineLayout {
  return pipeline($ => $.muxHTTP(() => $session, sessionMuxOptions()).to(carrier))
}

/** One HTTP/2 stream in a session that nobody else uses meanwhile. */
function createStream(components: SessionComponents, target: Target, mux: PipelineLayout): PipelineLayout {
  return pipeline($ =>
    $.onStart((call?: Call) => {
      if (call?.isFresh) dropIdle(target)
      $session = target.idle.pop() ?? { direct: target.direct }
      target.busy.add($session)
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
        if (session) later(() => release(target, session, isClean))
      }),
  )
}

/** Takes a session back from a stream. Where that was not clean, or there is a better path now, it is of no use any more. */
async function release(target: Target, session: Session, isClean: boolean): Promise<void> {
  const isUseful = () => session.direct === target.direct && session.outbound?.state !== 'closed'
  session.isUsed = true
  if (isClean && isUseful() && target.idle.length < maxIdle && (await target.probe(session)) && isUseful()) {
    target.idle.push(session)
  } else {
    session.outbound?.close()
  }
  target.busy.delete(session)
}

function dropIdle(target: Target): void {
  for (const session of target.idle) session.outbound?.close()
  target.idle = []
}

/** Looks for an address at which the endpoint answers, beside the stream that made us ask. */
async function tryDirect({ now, log }: SessionComponents, target: Target, addresses: string[]): Promise<void> {
  if (now() < target.undirectUntil) return
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

/** What carries a session: the connection is made for the first stream of it. */
function createCarrier(components: SessionComponents, target: Target): PipelineLayout {
  const meeting: Meeting = {
    alpn: alpn.peer,
    expect: { role: 'endpoint', name: target.id, user: target.user },
    now: components.now,
    check: peer => components.state.checkMember(peer.id),
    onPeer: () => {
      $outcome = 'up'
      target.path = $path
      if ($session) $session.path = $path
      components.onSession($path)
      target.failure = undefined
    },
    onRefused: refusal => {
      $outcome = 'refused'
      target.failure = refusal
    },
  }
  const tunnel = createTunnel(components, target, meeting)
  const spliced = callSplice({
    identity: components.identity,
    outlet: components.outlet,
    meeting,
    onConnection: outbound => {
      if ($session) $session.outbound = outbound
    },
  })
  const splice = pipeline($ =>
    $.pipe(spliced).handleStreamEnd(() => {
      if (!$outcome) target.tunnelUntil = components.now() + tunnelMs
    }),
  )
  const direct = createDirectCarrier(components, target, meeting)
  return pipeline($ =>
    $.onStart(async () => {
      $outcome = undefined
      $path = $session?.direct ? 'direct' : await choosePath(components, target)
      return new Data()
    }).pipe(() => ($path === 'direct' ? direct : $path === 'splice' ? splice : tunnel)),
  )
}

/** The `direct` path: TLS to an address of the endpoint. When it does not come up, the next session is relayed. */
function createDirectCarrier({ identity, now }: SessionComponents, target: Target, meeting: Meeting): PipelineLayout {
  const options: ConnectOptions = {
    ...spliceConnectOptions(),
    connectTimeout: directSeconds,
    onState: outbound => {
      if (outbound.state !== 'connected') return
      if ($session) $session.outbound = outbound
      watchSilentEnd(outbound)
      keepAlive(outbound.socket)
    },
  }
  const secured = withRoots(identity, () => {
    const tls = tlsOptions({ ...meeting, identity, sni: endpointName(target.id) })
    return pipeline($ => $.connectTLS(tls).to($ => $.connect(() => $session?.direct ?? '', options)))
  })
  return pipeline($ =>
    $.pipe(secured).handleStreamEnd(() => {
      if ($outcome === 'up' || target.direct !== $session?.direct) return
      target.direct = undefined
      target.undirectUntil = now() + undirectMs
    }),
  )
}

/**
 * Takes a ticket for a splice, of the first hub that the endpoint is linked to; when there is none the tunnel is tried, which
 * tells the reason as the hub gives it.
 */
async function choosePath({ listHubLinks, now }: SessionComponents, target: Target): Promise<PingResult['path']> {
  const links = listHubLinks()
  $link = links[0]
  if (now() < target.tunnelUntil) return 'tunnel'
  for (const link of links) {
    try {
      await takeTicket(link, target.id)
      return 'splice'
    } catch (caught) {
      target.failure = toFault(caught)
    }
  }
  return 'tunnel'
}

/** The `tunnel` path: TLS to the endpoint inside `CONNECT /relay/{id}` on whichever hub link is up. */
function createTunnel({ identity }: SessionComponents, target: Target, meeting: Meeting): PipelineLayout {
  const { id } = target
  return withRoots(identity, () => {
    const options = tlsOptions({ ...meeting, identity, sni: endpointName(id) })
    return pipeline($ =>
      $.connectTLS(options).to($ =>
        $.connectHTTPTunnel(() => new Message({ method: 'CONNECT', authority: 'ztm', path: `/relay/${id}` })).to($ =>
          $.pipe(() => $link?.control ?? noHub).handleMessageStart(start => {
            const refusal = refusalIn(start.head as ResponseHead, hubGone)
            if (refusal) target.failure = refusal
          }),
        ),
      ),
    )
  })
}
