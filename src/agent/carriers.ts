/**
 * What carries a session: a TCP connection to the endpoint (`direct`), one that a hub joins with another (`splice`), or a relay
 * stream on a hub's control connection (`tunnel`), with TLS to the endpoint in it.
 *
 * Owns the context of such a connection, and what it learns of the ways to an endpoint. Does not know streams.
 */
import type { Fault } from '../api/errors.ts'
import { alpn, endpointName } from '../api/protocol.ts'
import type { Path } from '../api/types.ts'
import { fault, toFault } from '../common/errors.ts'
import { refusalIn, refusalMessage } from '../common/http/refusal.ts'
import { tunnelStarted } from '../common/http/tunnel.ts'
import { keepAlive } from '../common/keep-alive.ts'
import { spliceConnectOptions } from '../common/links.ts'
import { type Identity, type Meeting, tlsOptions, withRoots } from '../common/pki/tls.ts'
import type { Outlet } from '../common/proxy/outlet.ts'
import { refuse } from '../common/refuse.ts'
import { watchSilentEnd } from '../common/silent-end.ts'
import { type HubLink, hubGone } from './hub-link.ts'
import type { MeshStateKeeper } from './mesh-state.ts'
import { sharePort } from './punch.ts'
import { callSplice, findTicket, type Ticket, takeTicket } from './splice.ts'

/** How long the tunnel is used after a splice did not come up, in milliseconds. */
const tunnelMs = 60_000

/** How long an endpoint's addresses are left alone after none of them has answered, in milliseconds. */
export const undirectMs = 60_000

/** How long a connection past the hub may take to come up, in seconds: what is not near is not worth it. */
const directSeconds = 3

export interface CarrierComponents {
  identity: Identity
  now: () => number
  /** Hub links that are up. Asked when a session is opened. */
  listHubLinks: () => HubLink[]
  state: Pick<MeshStateKeeper, 'checkMember'>
  /** A session came up, by this path. */
  onSession: (path: Path) => void
  outlet: Outlet
  /** The only path that is taken. Absent: the best that comes up. */
  onlyPath?: Path
  /** The session that the connection of this context is for. */
  current: () => Session | undefined
  /** It came up as a splice. */
  onSplice: (session: Session) => void
}

/** Whom to call: its certificate must be of both. The user is what a hub has told. */
export interface Callee {
  id: string
  user: string
}

/** What is known of the ways to an endpoint. */
export interface Ways extends Callee {
  /** Why the last session did not come up; undefined once one has. */
  failure?: Fault
  /** Of the session that came up last. */
  path: Path
  /** How the keys of that session were agreed on. */
  keyExchange?: string
  /** No splice before this time. */
  tunnelUntil: number
  /** `host:port` where it answers without a hub. */
  direct?: string
  /** Its addresses are not tried before this time. */
  undirectUntil: number
  /** No connection is opened from both sides before this time. */
  unpunchedUntil: number
}

/** One session, as the engine's key for it. The engine opens it, and opens it again after it broke. */
export interface Session {
  /** The connection of its own that it runs on; none on a tunnel. */
  outbound?: Outbound
  /** Ends a tunnel. */
  endTunnel?: () => void
  /** `host:port` of the endpoint, for a session past the hub. */
  direct?: string
  /** Where it is dialled from, if the endpoint dials at the same time: punch.ts. */
  from?: string
  /** Once it is up. */
  path?: Path
  /** Of a splice. */
  ticket?: Ticket
  /** There is one past the hub in its stead. */
  isReplaced?: boolean
  /** A stream was in it before: it may have broken meanwhile, unseen. */
  isUsed?: boolean
}

/** Ends a session with all that is in it; nothing where that was not begun, or is over. */
export function endSession({ outbound, endTunnel }: Session): void {
  if (outbound) outbound.close()
  else endTunnel?.()
}

/** The hub link that a tunnel of this context goes through. */
var $link: HubLink | undefined

/** What became of the connection of this context. */
var $outcome: 'up' | 'refused' | undefined
var $path: Path
var $isAllowed = true

/** Stands in for a hub when there is none: refuses the relay. */
const noHub = pipeline($ =>
  $.replaceMessage(() => refusalMessage(fault('not-connected', 'no hub of the mesh is connected'))),
)

/** What carries a session: the connection is made for the first stream of it. */
export function createCarrier(components: CarrierComponents, target: Ways): PipelineLayout {
  const { current } = components
  const meeting: Meeting = {
    alpn: alpn.peer,
    expect: { role: 'endpoint', name: target.id, user: target.user },
    now: components.now,
    check: peer => components.state.checkMember(peer.id),
    onPeer: (_, keyExchange) => {
      target.keyExchange = keyExchange
      $outcome = 'up'
      target.path = $path
      const session = current()
      if (session) session.path = $path
      components.onSession($path)
      target.failure = undefined
      if (!session || $path !== 'splice') return
      session.ticket = findTicket()
      components.onSplice(session)
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
      const session = current()
      if (session) session.outbound = outbound
    },
  })
  const splice = pipeline($ =>
    $.pipe(spliced).handleStreamEnd(() => {
      if (!$outcome) target.tunnelUntil = components.now() + tunnelMs
    }),
  )
  const direct = createDirectCarrier(components, target, meeting)
  const { onlyPath } = components
  return pipeline($ =>
    $.onStart(async () => {
      $outcome = undefined
      $path = current()?.direct ? 'direct' : await choosePath(components, target)
      $isAllowed = !onlyPath || $path === onlyPath
      if (!$isAllowed)
        target.failure = fault('not-connected', `there is no ${onlyPath} path now, and no other is allowed`)
      return new Data()
    }).pipe(() => {
      if (!$isAllowed) return refuse
      return $path === 'direct' ? direct : $path === 'splice' ? splice : tunnel
    }),
  )
}

/** The `direct` path: TLS to an address of the endpoint. When it does not come up, the next session is relayed. */
function createDirectCarrier(
  { identity, now, current }: CarrierComponents,
  target: Ways,
  meeting: Meeting,
): PipelineLayout {
  const options: ConnectOptions = {
    ...spliceConnectOptions(),
    connectTimeout: directSeconds,
    bind: () => current()?.from,
    onState: outbound => {
      sharePort(outbound)
      if (outbound.state !== 'connected') return
      const session = current()
      if (session) session.outbound = outbound
      watchSilentEnd(outbound)
      keepAlive(outbound.socket)
    },
  }
  const secured = withRoots(identity, () => {
    const tls = tlsOptions({ ...meeting, identity, sni: endpointName(target.id) })
    return pipeline($ => $.connectTLS(tls).to($ => $.connect(() => current()?.direct ?? '', options)))
  })
  return pipeline($ =>
    $.pipe(secured).handleStreamEnd(() => {
      if ($outcome === 'up' || target.direct !== current()?.direct) return
      target.direct = undefined
      target.undirectUntil = now() + undirectMs
    }),
  )
}

/**
 * Takes a ticket for a splice, of the first hub that the endpoint is linked to; when there is none the tunnel is tried, which
 * tells the reason as the hub gives it.
 */
async function choosePath(components: CarrierComponents, target: Ways): Promise<Path> {
  const { listHubLinks, now, onlyPath } = components
  const links = listHubLinks()
  $link = links[0]
  if (onlyPath ? onlyPath !== 'splice' : now() < target.tunnelUntil) return 'tunnel'
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
function createTunnel({ identity, current }: CarrierComponents, target: Ways, meeting: Meeting): PipelineLayout {
  const { id } = target
  const whenEnded = () =>
    new Promise<StreamEnd>(resolve => {
      const session = current()
      if (session) session.endTunnel = () => resolve(new StreamEnd())
    })
  return withRoots(identity, () => {
    const options = tlsOptions({ ...meeting, identity, sni: endpointName(id) })
    return pipeline($ =>
      $.connectTLS(options).to($ =>
        $.insert(whenEnded)
          .connectHTTPTunnel(() => new Message({ method: 'CONNECT', authority: 'ztm', path: `/relay/${id}` }))
          .to($ =>
            $.pipe(() => $link?.control ?? noHub).handleMessageStart(start => {
              const refusal = refusalIn(start.head as ResponseHead, hubGone)
              if (refusal) target.failure = refusal
            }),
          )
          .wait(tunnelStarted),
      ),
    )
  })
}
