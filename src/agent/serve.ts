/**
 * The serving side: what other endpoints (through a hub) and the hub itself may ask of this endpoint.
 *
 * Owns the streams being served and the context of each session. Access is decided here and nowhere else, by the policy
 * that the CA has signed: the hub is not asked, and what no rule allows is refused.
 */

import type { ErrorCode, Fault } from '../api/errors.ts'
import type { ServeApi } from '../api/hub.ts'
import type { Decision } from '../api/policy.ts'
import { alpn } from '../api/protocol.ts'
import type { EndpointReport, Service } from '../api/types.ts'
import { endConnection } from '../common/end-later.ts'
import { fault, toFault } from '../common/errors.ts'
import { demux } from '../common/http/demux.ts'
import { refusalMessage } from '../common/http/refusal.ts'
import { createRouter } from '../common/http/router.ts'
import { decodePath } from '../common/http/url.ts'
import { demuxOptions, sessionDemuxOptions } from '../common/links.ts'
import type { Log } from '../common/log.ts'
import { parseObject, parseText } from '../common/parse.ts'
import type { Peer } from '../common/pki/check.ts'
import { type Identity, tlsOptions, withRoots } from '../common/pki/tls.ts'
import { decide } from '../common/policy/decide.ts'
import type { Activity, StreamRecord } from './activity.ts'
import type { Dialled } from './dialled.ts'

import { isDirect } from './direct.ts'
import type { MeshStateKeeper } from './mesh-state.ts'
import type { PeerAnswer } from './peer-api.ts'
import { findPunched } from './punch.ts'
import { findConnection } from './splice.ts'
import type { StoredMesh } from './storage.ts'
import { dialTarget } from './target.ts'

export interface ServeComponents {
  identity: Identity
  /** This endpoint, as the CA has recorded it. */
  stored: Pick<StoredMesh, 'name' | 'endpointId' | 'endpointName' | 'user' | 'labels'>
  log: Log
  now: () => number
  report: () => EndpointReport
  state: MeshStateKeeper
  findService: (protocol: string, name: string) => Service | undefined
  activity: Activity
  /** Answers what peers ask besides streams. */
  answerPeer: PeerAnswer
}

/** Of the name of a service that a peer asks for, so much is recorded. */
const longestName = 100

/** Longest ticket of a hub that is taken. */
const ticketLength = 100

var $peer: Peer | undefined
var $stream: OpenStream | undefined

/** What a hub asks for that makes connections. */
export interface Spliced {
  /** Dials the hub with a ticket. */
  dial: (ticket: string) => void
  /** Dials the other end of that splice, too. Throws not-found, bad-request, access-denied. */
  punch: (ticket: string, address: string) => void
}

export interface Serve {
  /** A session of another endpoint on any connection: TLS with its own certificate checks, then streams. */
  session: PipelineLayout
  /** The layout that answers a hub on the serving connection. */
  answer: (spliced: Spliced) => PipelineLayout
  /** Ends the streams of an endpoint that is evicted. */
  cut: (endpoint: string) => void
  /** Ends the streams that the policy does not allow any more. */
  review: () => void
}

/** A stream of a peer to one of our services, while it runs. */
interface OpenStream {
  peer: Peer
  service: Service
  dialled: Dialled
  record: StreamRecord
  /** Why it was cut. */
  cutBy?: ErrorCode
}

export function createServe(components: ServeComponents): Serve {
  const open = new Set<OpenStream>()
  const session = createSession(components, open)
  return {
    session,
    answer: spliced => createAnswers(components, session, spliced),
    cut: endpoint => {
      for (const stream of open) if (stream.peer.id === endpoint) cutStream(stream, 'evicted')
    },
    review: () => {
      for (const stream of open) {
        if (!decideFor(components, stream.peer, stream.service).allowed) cutStream(stream, 'access-denied')
      }
    },
  }
}

function cutStream(stream: OpenStream, cause: ErrorCode): void {
  stream.cutBy = cause
  stream.dialled.close()
}

/** A hub's requests and its relays. */
function createAnswers(
  { report, state, log }: ServeComponents,
  session: PipelineLayout,
  spliced: Spliced,
): PipelineLayout {
  const relayed = pipeline($ => $.acceptHTTPTunnel(() => new Message({ status: 200 })).to(session))
  const router = createRouter<ServeApi, string>(
    {
      'GET /api/self': () => report(),
      'POST /api/splices': ({ body }) => {
        spliced.dial(ticketIn(parseObject(body, 'the request')))
        return { accepted: true as const }
      },
      'POST /api/punches': ({ body }) => {
        const request = parseObject(body, 'the request')
        spliced.punch(ticketIn(request), parseText(request.address, 'address', ticketLength))
        return { accepted: true as const }
      },
      'PUT /api/state': ({ body }) => ({ version: state.accept(body) }),
    },
    log,
  )
  const api = pipeline($ => $.replaceMessage(request => router(request, 'hub')))
  const stream = pipeline($ =>
    $.pipe(event => {
      if (!(event instanceof MessageStart)) return undefined
      const head = event.head as RequestHead
      return head.method === 'CONNECT' && head.path === '/peer' ? relayed : api
    }),
  )
  return demux(demuxOptions(), stream)
}

function ticketIn({ ticket }: Record<string, unknown>): string {
  return parseText(ticket, 'ticket', ticketLength)
}

function createSession(components: ServeComponents, open: Set<OpenStream>): PipelineLayout {
  const { identity, log, now, state, answerPeer } = components
  const service = createServiceStream(components, open)
  const api = pipeline($ => $.replaceMessage(request => answerPeer(request, getPeer())))
  const stream = pipeline($ =>
    $.pipe(event => {
      if (!(event instanceof MessageStart)) return undefined
      return (event.head as RequestHead).method === 'CONNECT' ? service : api
    }),
  )
  const streams = demux(sessionDemuxOptions(), stream)
  return withRoots(identity, () => {
    const options = tlsOptions({
      identity,
      alpn: alpn.peer,
      expect: { role: 'endpoint' },
      now,
      check: peer => state.checkMember(peer.id),
      onPeer: peer => {
        $peer = peer
      },
      onRefused: refusal => log.warn('session refused', { code: refusal.code, message: refusal.message }),
    })
    return pipeline($ => $.acceptTLS(options).to($ => $.pipe(streams)))
  })
}

/** One stream: `CONNECT /services/{protocol}/{name}`; 200 only once the target has accepted. */
function createServiceStream(components: ServeComponents, open: Set<OpenStream>): PipelineLayout {
  const match = new http.Match('/services/{protocol}/{name}')
  const bytes = pipeline($ => $.swap(() => $stream?.dialled.hub))
  return pipeline($ =>
    $.acceptHTTPTunnel(async request => {
      try {
        const params = match((request.head as RequestHead).path)
        if (!params) throw fault('not-found', 'a stream is asked for by /services/{protocol}/{name}')
        $stream = await accept(components, decodePath(params))
        open.add($stream)
        // Evicted while the target was dialled: `cut` has passed by already.
        components.state.checkMember($stream.peer.id)
        return new Message({ status: 200 })
      } catch (caught) {
        if ($stream) endStream(components, open, $stream)
        return refusalMessage(caught)
      }
    }).to($ =>
      $.onStart(() => {
        $stream?.dialled.join()
        return new Data()
      })
        .pipe(bytes)
        .onEnd(() => {
          if (!$stream) return
          endStream(components, open, $stream)
          // What was paused for a connection that broke is never resumed on Pipy: the session is of no use any more.
          if ($stream.dialled.isBroken) endConnection(findConnection() ?? findPunched())
        }),
    ),
  )
}

/** Decides, dials the target, and records both. Rejects with why there is no stream. */
async function accept(components: ServeComponents, { protocol = '', name = '' }: Record<string, string>) {
  const { activity, stored, state } = components
  const peer = getPeer()
  const record = activity.begin({
    mesh: stored.name,
    side: 'serving',
    user: peer.user,
    endpoint: { id: peer.id },
    protocol: protocol === 'udp' ? 'udp' : 'tcp',
    service: name.substring(0, longestName),
    path: findConnection() ? 'splice' : isDirect() || findPunched() ? 'direct' : 'tunnel',
  })
  try {
    // A session outlives the eviction of its peer when that does not end it: no target hears of who is gone.
    state.checkMember(peer.id)
    const service = admit(components, protocol, name)
    const { sent, received } = record
    const dialled = await dialTarget(service.protocol, { address: service.target, sent, received })
    const stream: OpenStream = { peer, service, dialled, record }
    return stream
  } catch (caught) {
    activity.end(record, toFault(caught).code)
    throw caught
  }
}

function endStream({ activity, state }: ServeComponents, open: Set<OpenStream>, stream: OpenStream): void {
  const { record, peer, cutBy, dialled } = stream
  open.delete(stream)
  dialled.close()
  const isEvicted = state.isEvicted(peer.id)
  activity.end(record, cutBy ?? (isEvicted ? 'evicted' : dialled.isBroken ? 'broken' : 'done'))
}

function getPeer(): Peer {
  if (!$peer) throw fault('internal', 'a session without a peer was let through')
  return $peer
}

/** The service, if this peer may reach it. Who may not learns nothing about which services exist. */
function admit(components: ServeComponents, protocol: string, name: string): Service {
  const peer = getPeer()
  const { user, endpointName } = components.stored
  const service = components.findService(protocol, name)
  if (!service && peer.user === user) {
    throw fault('no-such-service', `this endpoint does not publish ${protocol}/${name}`, 'ztm get services')
  }
  const decision = service ? decideFor(components, peer, service) : { allowed: false, why: 'there is no such service' }
  if (service && decision.allowed) return service
  components.log.warn('access denied', {
    user: peer.user,
    from: peer.id,
    to: `${protocol}/${name} of ${endpointName}`,
    why: decision.why,
  })
  throw denied()
}

/** The one place where access is decided. */
function decideFor({ stored, state, now }: ServeComponents, peer: Peer, service: Service): Decision {
  const { endpointId: id, endpointName: name, user, labels } = stored
  return decide(state.compiled(), {
    user: peer.user,
    endpoint: { id, name, user, labels },
    service: `${service.protocol}/${service.name}`,
    users: service.users,
    now: now(),
  })
}

function denied(): Fault {
  return fault('access-denied', 'you may not reach this', "Ask its owner, or the mesh's admins, for a policy rule.")
}
