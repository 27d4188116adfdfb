/**
 * The CA's own port: hubs with a certificate ask here, and a hub with a permit enrols.
 *
 * Owns the context of a connection. Endpoints never come here by themselves: hubs carry what they have to say.
 */

import type { CAApi, CAJoinApi } from '../api/ca.ts'
import { alpn } from '../api/protocol.ts'
import { fault } from '../common/errors.ts'
import { demux } from '../common/http/demux.ts'
import { refusalMessage } from '../common/http/refusal.ts'
import { createRouter } from '../common/http/router.ts'
import { demuxOptions } from '../common/links.ts'
import type { Log } from '../common/log.ts'
import { isHopeless } from '../common/opening.ts'
import type { Peer } from '../common/pki/check.ts'
import { joinServerTlsOptions, tlsOptions, withRoots } from '../common/pki/tls.ts'
import { refuse } from '../common/refuse.ts'
import { createAdminPort } from './admin-port.ts'
import type { CA } from './ca.ts'
import { createOwnIdentity } from './own-identity.ts'

export interface ServerComponents {
  ca: CA
  now: () => number
  log: Log
  /** Of its own server's key. */
  keyType: KeyType
  /** A hub has enrolled or changed: permits for users can name it now. */
  onHub: () => void
}

var $address = ''
var $offered: string[] | undefined
var $hub: Peer | undefined

/** The address of an endpoint that the hub of this connection carries, as the hub says. */
var $from = ''

/** The layout of an accepted TCP connection. */
export function createServer(components: ServerComponents): PipelineLayout {
  const { log, now } = components
  const identity = createOwnIdentity(components)
  const api = createApi(components, createAdminPort({ ...components, identity }))
  const member = withRoots(identity, () => {
    const options = tlsOptions({
      identity,
      alpn: alpn.ca,
      expect: { role: 'hub' },
      now,
      onPeer: peer => {
        $hub = peer
      },
      onRefused: ({ code, message }) => log.warn('connection refused', { from: $address, code, message }),
    })
    return pipeline($ => $.acceptTLS(options).to($ => $.pipe(api)))
  })
  const joinOptions = joinServerTlsOptions({ identity, alpn: alpn.join })
  const joinApi = createJoinApi(components)
  const join = pipeline($ => $.acceptTLS(joinOptions).to($ => $.pipe(joinApi)))
  return pipeline($ =>
    $.onStart((inbound: Inbound) => {
      $address = inbound.remoteAddress
    })
      .handleTLSClientHello(hello => {
        $offered = hello.protocolNames ?? []
      })
      .pipe(event => {
        if (!$offered) return isHopeless(event) ? refuse : undefined
        return $offered.includes(alpn.ca) ? member : $offered.includes(alpn.join) ? join : refuse
      }),
  )
}

/** The hub of this connection; without one nothing is answered. */
function getHub(): Peer {
  if (!$hub) throw fault('internal', 'a connection without a hub was let through')
  return $hub
}

/** What a hub asks, and the tunnels that it carries for endpoints. */
function createApi({ ca, log, onHub }: ServerComponents, admin: PipelineLayout): PipelineLayout {
  const router = createRouter<CAApi, Peer>(
    {
      'POST /api/enrol': ({ body, query, caller }) => ca.enrol(body, `${query.from ?? ''} by hub ${caller.id}`),
      'POST /api/renew': ({ body }) => ca.renew(body),
      'GET /api/state': ({ query }) => ca.watchState(Number(query.since ?? 0)),
      'POST /api/hubs/self': ({ body, caller }) => {
        const reply = ca.renewHub(body, caller.id)
        onHub()
        return reply
      },
    },
    log,
  )
  const answers = pipeline($ => $.replaceMessage(request => router(request, getHub())))
  const tunnel = pipeline($ =>
    $.acceptHTTPTunnel(request => {
      const { path, headers } = request.head as RequestHead
      if (path !== '/admin') return refusalMessage(fault('not-found', 'a tunnel leads to /admin'))
      $from = `${String(headers?.['ztm-from'] ?? '')} by hub ${getHub().id}`
      return new Message({ status: 200 })
    }).to($ => $.pipe(admin, () => [$from])),
  )
  return demux(
    demuxOptions(),
    pipeline($ =>
      $.pipe(event => {
        if (!(event instanceof MessageStart)) return undefined
        return (event.head as RequestHead).method === 'CONNECT' ? tunnel : answers
      }),
    ),
  )
}

function createJoinApi({ ca, log, onHub }: ServerComponents): PipelineLayout {
  const router = createRouter<CAJoinApi, string>(
    {
      'POST /api/hubs': async ({ body, caller }) => {
        const reply = await ca.enrolHub(body, caller)
        onHub()
        return reply
      },
    },
    log,
  )
  return demux(
    demuxOptions(),
    pipeline($ => $.replaceMessage(request => router(request, $address))),
  )
}
