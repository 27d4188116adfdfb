/**
 * The hub's one TLS port: looks at the ClientHello and hands the connection to the layout of its ALPN name.
 *
 * Owns the context of a connection before it has a caller. Two layouts demand an endpoint's certificate; the join layout
 * accepts anybody and leads to enrolment only. On Pipy a layout cannot ask for a certificate and do without, which is
 * why the choice is made before TLS begins.
 */
import { alpn } from '../api/protocol.ts'
import type { Log } from '../common/log.ts'
import { type Identity, joinServerTlsOptions, tlsOptions } from '../common/pki/tls.ts'
import { refuse } from '../common/refuse.ts'
import { setCaller } from './context.ts'

export interface ListenerComponents {
  identity: Identity
  now: () => number
  log: Log
  /** What is spoken after the handshake, by ALPN name. */
  control: PipelineLayout
  serve: PipelineLayout
  join: PipelineLayout
}

var $address = ''
var $offered: string[] | undefined

/** The layout of an accepted TCP connection. */
export function createListener(components: ListenerComponents): PipelineLayout {
  const { identity, log, now } = components
  const member = (name: string, then: PipelineLayout) => {
    const options = tlsOptions({
      identity,
      alpn: name,
      expect: { role: 'endpoint' },
      now,
      onPeer: peer =>
        setCaller({
          id: peer.id,
          user: peer.user,
          address: $address,
          certificate: peer.certificate.toPEM().toString() ?? '',
        }),
      onRefused: refusal =>
        log.warn('connection refused', { from: $address, code: refusal.code, message: refusal.message }),
    })
    return pipeline($ => $.acceptTLS(options).to($ => $.pipe(then)))
  }
  const joinOptions = joinServerTlsOptions({ identity, alpn: alpn.join })
  const join = pipeline($ => $.acceptTLS(joinOptions).to($ => $.pipe(components.join)))
  const layouts = new Map<string, PipelineLayout>([
    [alpn.control, member(alpn.control, components.control)],
    [alpn.serve, member(alpn.serve, components.serve)],
    [alpn.join, join],
  ])
  return pipeline($ =>
    $.onStart((inbound: Inbound) => {
      $address = inbound.remoteAddress
    })
      .handleTLSClientHello(hello => {
        $offered = hello.protocolNames ?? []
      })
      .pipe(() => {
        if (!$offered) return undefined
        const chosen = $offered.find(name => layouts.has(name))
        if (!chosen) log.info('connection refused', { from: $address, offered: $offered.join(',') })
        return (chosen && layouts.get(chosen)) || refuse
      }),
  )
}
