/**
 * The CA's own port: hubs with a certificate ask here, and a hub with a permit enrols.
 *
 * Owns the context of a connection. Endpoints never come here: hubs carry what they have to say.
 */

import type { CAApi, CAJoinApi } from '../api/ca.ts'
import { alpn } from '../api/protocol.ts'
import { fault } from '../common/errors.ts'
import { demux } from '../common/http/demux.ts'
import { createRouter } from '../common/http/router.ts'
import { demuxOptions } from '../common/links.ts'
import type { Log } from '../common/log.ts'
import { isHopeless } from '../common/opening.ts'
import type { Peer } from '../common/pki/check.ts'
import { keepRenewed, notAfterOf } from '../common/pki/renewal.ts'
import { certificateOf, createIdentity, type Identity, joinServerTlsOptions, tlsOptions } from '../common/pki/tls.ts'
import { refuse } from '../common/refuse.ts'
import type { CA } from './ca.ts'

export interface ServerComponents {
  ca: CA
  now: () => number
  log: Log
  /** A hub has enrolled or changed: permits for users can name it now. */
  onHub: () => void
}

var $offered: string[] | undefined
var $hub: Peer | undefined

/** The layout of an accepted TCP connection. */
export function createServer(components: ServerComponents): PipelineLayout {
  const { log, now } = components
  const identity = createOwnIdentity(components)
  const memberOptions = tlsOptions({
    identity,
    alpn: alpn.ca,
    expect: { role: 'hub' },
    now,
    onPeer: peer => {
      $hub = peer
    },
    onRefused: refusal => log.warn('connection refused', { code: refusal.code, message: refusal.message }),
  })
  const joinOptions = joinServerTlsOptions({ identity, alpn: alpn.join })
  const api = createApi(components)
  const joinApi = createJoinApi(components)
  const member = pipeline($ => $.acceptTLS(memberOptions).to($ => $.pipe(api)))
  const join = pipeline($ => $.acceptTLS(joinOptions).to($ => $.pipe(joinApi)))
  return pipeline($ =>
    $.handleTLSClientHello(hello => {
      $offered = hello.protocolNames ?? []
    }).pipe(event => {
      if (!$offered) return isHopeless(event) ? refuse : undefined
      return $offered.includes(alpn.ca) ? member : $offered.includes(alpn.join) ? join : refuse
    }),
  )
}

/** The CA certifies its own port, with a key of its own that is never written down, and renews it like any other. */
function createOwnIdentity({ ca, now, log }: ServerComponents): Identity {
  const key = new crypto.PrivateKey({ type: 'ed25519' })
  const keyText = key.toPEM().toString() ?? ''
  const certify = () => ca.certifySelf(new crypto.PublicKey(key))
  let life = { issued: now(), certificate: certify() }
  const identity = createIdentity({ certificate: life.certificate, key: keyText, roots: ca.roots() })
  keepRenewed({
    life: () => ({ issued: life.issued, notAfter: notAfterOf(life.certificate) }),
    renew: async () => {
      life = { issued: now(), certificate: certify() }
      identity.certificate = certificateOf({ certificate: life.certificate, key: keyText })
    },
    now,
    log,
    isOver: () => false,
  })
  return identity
}

/** The hub of this connection; without one nothing is answered. */
function getHub(): Peer {
  if (!$hub) throw fault('internal', 'a connection without a hub was let through')
  return $hub
}

function createApi({ ca, log, onHub }: ServerComponents): PipelineLayout {
  const router = createRouter<CAApi, Peer>(
    {
      'POST /api/enrol': ({ body }) => ca.enrol(body),
      'POST /api/renew': ({ body }) => ca.renew(body),
      'GET /api/state': ({ query }) => ca.watchState(Number(query.since ?? 0)),
      'POST /api/admin': ({ body }) => ca.administer(body),
      'POST /api/hubs/self': ({ body, caller }) => {
        const reply = ca.renewHub(body, caller.id)
        onHub()
        return reply
      },
    },
    log,
  )
  return demux(
    demuxOptions(),
    pipeline($ => $.replaceMessage(request => router(request, getHub()))),
  )
}

function createJoinApi({ ca, log, onHub }: ServerComponents): PipelineLayout {
  const router = createRouter<CAJoinApi, undefined>(
    {
      'POST /api/hubs': async ({ body }) => {
        const reply = await ca.enrolHub(body)
        onHub()
        return reply
      },
    },
    log,
  )
  return demux(
    demuxOptions(),
    pipeline($ => $.replaceMessage(request => router(request, undefined))),
  )
}
