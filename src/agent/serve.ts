/**
 * The serving side: what other endpoints (through a hub) and the hub itself may ask of this endpoint.
 *
 * Owns nothing but the context of the session being served. Access is decided here and nowhere else: the hub is not
 * asked. Streams of others than this endpoint's own user are refused (default deny).
 */
import type { PeerApi, ServeApi } from '../api/hub.ts'
import { alpn } from '../api/protocol.ts'
import type { EndpointReport, Service } from '../api/types.ts'
import { fault } from '../common/errors.ts'
import { refusalMessage } from '../common/http/refusal.ts'
import { createRouter, faultMessage } from '../common/http/router.ts'
import { decodePath } from '../common/http/url.ts'
import { demuxOptions, sessionDemuxOptions } from '../common/links.ts'
import type { Log } from '../common/log.ts'
import { parseObject, parseText } from '../common/parse.ts'
import type { Peer } from '../common/pki/check.ts'
import { type Identity, tlsOptions } from '../common/pki/tls.ts'
import { frame, startDatagrams, unframe } from './datagrams.ts'
import { checkMember, type MeshStateKeeper } from './mesh-state.ts'
import { type Dialled, dialTarget } from './target.ts'

export interface ServeComponents {
  identity: Identity
  user: string
  log: Log
  now: () => number
  report: () => EndpointReport
  state: MeshStateKeeper
  findService: (protocol: string, name: string) => Service | undefined
}

/** Longest ticket of a hub that is taken. */
const ticketLength = 100

var $peer: Peer | undefined
var $stream: OpenStream | undefined

export interface Serve {
  /** A session of another endpoint on any connection: TLS with its own certificate checks, then streams. */
  session: PipelineLayout
  /** The layout that answers a hub on the serving connection; `dialSplice` dials that hub with a ticket. */
  answer: (dialSplice: (ticket: string) => void) => PipelineLayout
  /** Ends the streams of an endpoint that is evicted. */
  cut: (endpoint: string) => void
}

/** A stream of a peer to one of our services, while it runs. */
interface OpenStream {
  peer: string
  isDatagrams: boolean
  dialled: Dialled
}

export function createServe(components: ServeComponents): Serve {
  const open = new Set<OpenStream>()
  const session = createSession(components, open)
  return {
    session,
    answer: dialSplice => createAnswers(components, session, dialSplice),
    cut: endpoint => {
      for (const stream of open) if (stream.peer === endpoint) stream.dialled.close()
    },
  }
}

/** A hub's requests and its relays. */
function createAnswers(
  { report, state, log }: ServeComponents,
  session: PipelineLayout,
  dialSplice: (ticket: string) => void,
): PipelineLayout {
  const relayed = pipeline($ => $.acceptHTTPTunnel(() => new Message({ status: 200 })).to(session))
  const router = createRouter<ServeApi, string>(
    {
      'GET /api/self': () => report(),
      'POST /api/splices': ({ body }) => {
        dialSplice(parseText(parseObject(body, 'the request').ticket, 'ticket', ticketLength))
        return { accepted: true as const }
      },
      'PUT /api/state': ({ body }) => ({ version: state.accept(body) }),
    },
    log,
  )
  const api = pipeline($ => $.replaceMessage(request => router(request, 'hub')))
  return pipeline($ =>
    $.demuxHTTP(demuxOptions()).to($ =>
      $.pipe(event => {
        if (!(event instanceof MessageStart)) return undefined
        const head = event.head as RequestHead
        return head.method === 'CONNECT' && head.path === '/peer' ? relayed : api
      }),
    ),
  )
}

function createSession(components: ServeComponents, open: Set<OpenStream>): PipelineLayout {
  const { identity, log, now, state } = components
  const options = tlsOptions({
    identity,
    alpn: alpn.peer,
    expect: { role: 'endpoint' },
    now,
    check: peer => checkMember(state, peer.id),
    onPeer: peer => {
      $peer = peer
    },
    onRefused: refusal => log.warn('session refused', { code: refusal.code, message: refusal.message }),
  })
  const service = createServiceStream(components, open)
  const router = createRouter<PeerApi, Peer>({ 'GET /api/ping': () => ({ time: now() }) }, log)
  const api = pipeline($ => $.replaceMessage(request => answerPeer(components, router, request)))
  return pipeline($ =>
    $.acceptTLS(options).to($ =>
      $.demuxHTTP(sessionDemuxOptions()).to($ =>
        $.pipe(event => {
          if (!(event instanceof MessageStart)) return undefined
          return (event.head as RequestHead).method === 'CONNECT' ? service : api
        }),
      ),
    ),
  )
}

/** One stream: `CONNECT /services/{protocol}/{name}`; 200 only once the target has accepted. */
function createServiceStream(components: ServeComponents, open: Set<OpenStream>): PipelineLayout {
  const match = new http.Match('/services/{protocol}/{name}')
  const bytes = pipeline($ => $.swap(() => $stream?.dialled.hub))
  const datagrams = pipeline($ => $.onStart(startDatagrams).replaceData(unframe).pipe(bytes).replaceData(frame))
  return pipeline($ =>
    $.acceptHTTPTunnel(async request => {
      try {
        const params = match((request.head as RequestHead).path)
        if (!params) throw fault('not-found', 'a stream is asked for by /services/{protocol}/{name}')
        const { protocol = '', name = '' } = decodePath(params)
        const service = admit(components, protocol, name)
        const dialled = await dialTarget(service.protocol, service.target)
        $stream = { peer: $peer?.id ?? '', isDatagrams: service.protocol === 'udp', dialled }
        open.add($stream)
        // Evicted while the target was dialled: `cut` has passed by already.
        checkMember(components.state, $stream.peer)
        return new Message({ status: 200 })
      } catch (caught) {
        return refusalMessage(caught)
      }
    }).to($ =>
      $.onStart(() => {
        $stream?.dialled.join()
        return new Data()
      })
        .pipe(() => ($stream?.isDatagrams ? datagrams : bytes))
        .onEnd(() => {
          if (!$stream) return
          open.delete($stream)
          $stream.dialled.close()
        }),
    ),
  )
}

/** The service, if this peer may reach it. Who may not learns nothing about which services exist. */
function admit(components: ServeComponents, protocol: string, name: string): Service {
  admitPeer(components, `${protocol}/${name}`)
  const service = components.findService(protocol, name)
  if (!service) throw fault('no-such-service', `this endpoint does not publish ${protocol}/${name}`, 'ztm get services')
  return service
}

/** The peer of this session, if it belongs to this endpoint's user. */
function admitPeer({ user, log }: ServeComponents, what: string): Peer {
  const peer = $peer
  if (peer && peer.user === user) return peer
  log.warn('access denied', { user: peer?.user, endpoint: peer?.name, to: what })
  throw fault('access-denied', 'you may not reach this', "Ask its owner, or the mesh's admins, for a policy rule.")
}

function answerPeer(
  components: ServeComponents,
  router: (request: Message, caller: Peer) => Promise<Message>,
  request: Message,
): Promise<Message> {
  try {
    return router(request, admitPeer(components, 'its API'))
  } catch (caught) {
    return Promise.resolve(faultMessage(caught))
  }
}
