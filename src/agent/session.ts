/**
 * Sessions: mutually authenticated TLS 1.3 + HTTP/2 from this endpoint to another, carried by a path.
 *
 * Owns the sessions to each endpoint that was called: one for each stream at a time, so that a stream that is not read stalls
 * no other. A session whose stream has come to its end in both directions is used again, once it has answered a probe: Pipy
 * stops reading it while the last bytes wait for a client that does not take them. The path is `splice`; where that does not
 * come up, `tunnel` (a relay stream on the hub's control connection), for a while.
 */
import type { Fault } from '../api/errors.ts'
import { alpn, endpointName, probeMethod, probeStatus } from '../api/protocol.ts'
import type { PingResult } from '../api/types.ts'
import { later } from '../common/end-later.ts'
import { fault, toFault } from '../common/errors.ts'
import { refusalIn, refusalMessage } from '../common/http/refusal.ts'
import { sessionMuxOptions } from '../common/links.ts'
import { type Identity, type Meeting, tlsOptions } from '../common/pki/tls.ts'
import type { HubLink } from './hub-link.ts'
import { checkMember, type MeshStateKeeper } from './mesh-state.ts'
import type { Outlet } from './proxy/outlet.ts'
import { callSplice, takeTicket } from './splice.ts'

/** How long the tunnel is used after a splice did not come up, in milliseconds. */
const tunnelMs = 60_000

export interface SessionComponents {
  identity: Identity
  now: () => number
  /** Hub links that are up. Asked when a session is opened. */
  listHubLinks: () => HubLink[]
  state: Pick<MeshStateKeeper, 'isEvicted'>
  /** A session came up, by this path. */
  onSession: (path: PingResult['path']) => void
  outlet: Outlet
}

export interface Sessions {
  /** Carries HTTP/2 streams to the endpoint; opens a session when none is free. */
  to: (endpointId: string) => PipelineLayout
  /** Why the last attempt to open a session to the endpoint failed; undefined when it did not. */
  failureOf: (endpointId: string) => Fault | undefined
  /** The path of the session to the endpoint that came up last. */
  pathOf: (endpointId: string) => PingResult['path']
  /** Ends the sessions to an endpoint that is evicted. */
  cut: (endpointId: string) => void
}

/** What is known of an endpoint that was called. */
interface Target {
  id: string
  layout: PipelineLayout
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
}

/** Who opened a stream, and wants to know in which session it is: given to `to` as the argument of pipe. */
export interface Call {
  session?: Session
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
    to: id => {
      const known = targets.get(id)
      if (known) return known.layout
      const target: Target = { id, layout: noHub, path: 'splice', tunnelUntil: 0, idle: [], busy: new Set() }
      target.layout = createStream(target, createCarrier(components, target))
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

/** One HTTP/2 stream in a session that nobody else uses meanwhile. */
function createStream(target: Target, carrier: PipelineLayout): PipelineLayout {
  const mux = pipeline($ => $.muxHTTP(() => $session, sessionMuxOptions()).to(carrier))
  const probe = createProbe(mux)
  return pipeline($ =>
    $.onStart((call?: Call) => {
      $session = target.idle.pop() ?? {}
      target.busy.add($session)
      if (call) call.session = $session
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
        if (session) later(() => release(target, session, isClean ? probe : undefined))
      }),
  )
}

/** Takes a session back from a stream. Without a probe it is of no use any more. */
async function release({ idle, busy }: Target, session: Session, probe?: Probe): Promise<void> {
  if (probe && idle.length < maxIdle && (await probe(session)) && session.outbound?.state !== 'closed') {
    idle.push(session)
  } else {
    session.outbound?.close()
  }
  busy.delete(session)
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
    expect: { role: 'endpoint', name: target.id },
    now: components.now,
    check: peer => checkMember(components.state, peer.id),
    onPeer: () => {
      $outcome = 'up'
      target.path = $path
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
    $.pipe(spliced).onEnd(() => {
      if (!$outcome) target.tunnelUntil = components.now() + tunnelMs
    }),
  )
  return pipeline($ =>
    $.onStart(async () => {
      $outcome = undefined
      $path = await choosePath(components, target)
      return new Data()
    }).pipe(() => ($path === 'splice' ? splice : tunnel)),
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
}

function hubGone(): Fault {
  return fault('hub-unreachable', 'the hub closed the connection', 'It is retried by itself: ztm status')
}
