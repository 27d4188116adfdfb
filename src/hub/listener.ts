/**
 * The hub's one TLS port: looks at the first bytes and hands the connection to the layout of its ALPN name, or to a splice.
 *
 * Owns the context of a connection before it has a caller. Two layouts demand an endpoint's certificate; the join layout
 * accepts anybody and leads to enrolment only. On Pipy a layout cannot ask for a certificate and do without, which is
 * why the choice is made before TLS begins.
 */
import { alpn } from '../api/protocol.ts'
import { keepAlive } from '../common/keep-alive.ts'
import type { Log } from '../common/log.ts'
import { isHopeless } from '../common/opening.ts'
import { type Identity, joinServerTlsOptions, tlsOptions, withRoots } from '../common/pki/tls.ts'
import { refuse } from '../common/refuse.ts'
import { getAddress, setAddress, setCaller } from './context.ts'
import type { StateKeeper } from './mesh-state.ts'
import type { HubMetrics } from './metrics.ts'
import type { Splices } from './splices.ts'

export interface ListenerComponents {
  identity: Identity
  now: () => number
  log: Log
  counters: HubMetrics
  /** What is spoken after the handshake, by ALPN name. */
  control: PipelineLayout
  serve: PipelineLayout
  join: PipelineLayout
  splices: Splices
  state: StateKeeper
}

var $hello: TLSClientHello | undefined

/** The layout of an accepted TCP connection. */
export function createListener(components: ListenerComponents): PipelineLayout {
  const { identity, log, now, state, counters } = components
  const member = (name: string, then: PipelineLayout) =>
    withRoots(identity, () => {
      const options = tlsOptions({
        identity,
        alpn: name,
        expect: { role: 'endpoint' },
        now,
        check: peer => state.checkMember(peer.id),
        onPeer: ({ id, user }) => setCaller({ id, user, address: getAddress() }),
        onRefused: ({ code, message }) => {
          counters.refused.add([code])
          log.warn('connection refused', { from: getAddress(), code, message })
        },
      })
      return pipeline($ => $.acceptTLS(options).to($ => $.pipe(then)))
    })
  const joinOptions = joinServerTlsOptions({ identity, alpn: alpn.join })
  const join = pipeline($ => $.acceptTLS(joinOptions).to($ => $.pipe(components.join)))
  const layouts = new Map<string, PipelineLayout>([
    [alpn.control, member(alpn.control, components.control)],
    [alpn.serve, member(alpn.serve, components.serve)],
    [alpn.join, join],
  ])
  return pipeline($ =>
    $.onStart((inbound: Inbound) => {
      setAddress(inbound.remoteAddress, inbound.remotePort)
      keepAlive(inbound.socket)
    })
      .handleTLSClientHello(hello => {
        $hello = hello
      })
      .pipe(event => {
        if ($hello) return chooseByHello(components, layouts, $hello)
        const callee = event instanceof Data && event.size > 0 ? components.splices.findCallee(event) : undefined
        if (callee) counters.connections.add(['splice'])
        return callee ?? (isHopeless(event) ? refuse : undefined)
      }),
  )
}

/** A ticket as the server name leads to a splice, else the ALPN name decides. */
function chooseByHello(
  { splices, log, counters }: ListenerComponents,
  layouts: Map<string, PipelineLayout>,
  { serverNames = [], protocolNames = [] }: TLSClientHello,
): PipelineLayout {
  const splice = splices.findCaller(serverNames[0] ?? '')
  const chosen = protocolNames.find(name => layouts.has(name))
  if (splice || chosen) counters.connections.add([splice ? 'splice' : (chosen ?? '')])
  if (splice) return splice
  if (!chosen) {
    counters.refused.add(['not-found'])
    log.info('connection refused', { from: getAddress(), offered: protocolNames.join(',') })
  }
  return (chosen && layouts.get(chosen)) || refuse
}
