/**
 * The CA's own port: hubs with a certificate ask here, and a hub with a permit enrols.
 *
 * Owns the context of a connection. Endpoints never come here: hubs carry what they have to say.
 */
import type { CAApi, CAJoinApi } from '../api/ca.ts'
import { alpn } from '../api/protocol.ts'
import { createRouter } from '../common/http/router.ts'
import { demuxOptions } from '../common/links.ts'
import type { Log } from '../common/log.ts'
import { parseObject, parseText } from '../common/parse.ts'
import type { Peer } from '../common/pki/check.ts'
import { createIdentity, joinServerTlsOptions, tlsOptions } from '../common/pki/tls.ts'
import { refuse } from '../common/refuse.ts'
import type { CA } from './ca.ts'

export interface ServerComponents {
  ca: CA
  now: () => number
  log: Log
  /** A hub has enrolled or changed: permits for users can name it now. */
  onHub: () => void
}

/** Longest PEM of a certificate that is read. */
const pemLength = 10_000

var $offered: string[] | undefined
var $hub: Peer | undefined

/** The layout of an accepted TCP connection. */
export function createServer(components: ServerComponents): PipelineLayout {
  const { ca, log, now } = components
  const key = new crypto.PrivateKey({ type: 'ed25519' })
  const certificate = ca.certifySelf(new crypto.PublicKey(key))
  const identity = createIdentity({ certificate, key: key.toPEM().toString() ?? '', roots: ca.roots() })
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
    }).pipe(() => {
      if (!$offered) return undefined
      return $offered.includes(alpn.ca) ? member : $offered.includes(alpn.join) ? join : refuse
    }),
  )
}

/** The hub of this connection; without one nothing is answered. */
function getHub(): Peer {
  if (!$hub) throw new Error('a connection without a hub was let through')
  return $hub
}

function createApi({ ca, log, onHub }: ServerComponents): PipelineLayout {
  const router = createRouter<CAApi, Peer>(
    {
      'POST /api/enrol': ({ body }) => ca.enrol(body),
      'POST /api/renew': ({ body }) => {
        const { request, certificate } = parseObject(body, 'the request')
        return ca.renew(request, parseText(certificate, 'certificate', pemLength))
      },
      'POST /api/admin': ({ body }) => ca.administer(body),
      'POST /api/hubs/self': ({ body, caller }) => {
        const reply = ca.renewHub(body, caller.id)
        onHub()
        return reply
      },
    },
    log,
  )
  return pipeline($ => $.demuxHTTP(demuxOptions()).to($ => $.replaceMessage(request => router(request, getHub()))))
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
  return pipeline($ => $.demuxHTTP(demuxOptions()).to($ => $.replaceMessage(request => router(request, undefined))))
}
