/**
 * Streams to services, seen from the entry side: finds a provider, opens a stream in its session, tells why it failed.
 *
 * Owns the context of a stream being opened. The listener (ports, `ztm connect`) gives it bytes and takes bytes back.
 */
import type { Fault } from '../api/errors.ts'
import type { ServiceProvider } from '../api/types.ts'
import { fault, toFault } from '../common/errors.ts'
import { refusalIn } from '../common/http/refusal.ts'
import { encodeSegment } from '../common/http/url.ts'
import type { Log } from '../common/log.ts'
import { refuse } from '../common/refuse.ts'
import { frameEarly, startDatagrams, unframe } from './datagrams.ts'
import type { Destination, Routes } from './routes.ts'
import type { Sessions } from './session.ts'

var $destination: Destination | undefined
var $provider: ServiceProvider | undefined

export interface StreamComponents {
  routes: Routes
  sessions: Sessions
  log: Log
}

export interface Streams {
  /** A layout that carries the bytes of one connection to `destination`; ends without a byte when it cannot. */
  layoutTo: (destination: Destination) => PipelineLayout
}

export function createStreams({ routes, sessions, log }: StreamComponents): Streams {
  const fail = (failure: Fault) => report({ routes, sessions, log }, failure)
  const tunnel = pipeline($ =>
    $.connectHTTPTunnel(() => connectMessage()).to($ =>
      $.pipe(() => sessions.to(currentProvider().endpoint.id)).handleMessageStart(start => {
        const refusal = refusalIn(start.head as ResponseHead, () => sessionFailure(sessions))
        if (refusal) fail(refusal)
      }),
    ),
  )
  const open = async (destination: Destination): Promise<Data> => {
    $destination = destination
    $provider = undefined
    try {
      $provider = await routes.find(destination)
    } catch (caught) {
      fail(toFault(caught))
    }
    return new Data()
  }
  const carried = pipeline($ => $.pipe(() => ($provider ? tunnel : refuse)))
  const bytesTo = (destination: Destination) => pipeline($ => $.onStart(() => open(destination)).pipe(carried))
  // The door is before the wait for a provider: datagrams cannot be asked to wait.
  const datagramsTo = (destination: Destination) => {
    const rest = bytesTo(destination)
    return pipeline($ =>
      $.onStart(() => {
        $provider = undefined
        startDatagrams()
      })
        .replaceData(datagram => frameEarly($provider !== undefined, datagram))
        .pipe(rest)
        .replaceData(unframe),
    )
  }
  return {
    layoutTo: destination => (destination.protocol === 'udp' ? datagramsTo(destination) : bytesTo(destination)),
  }
}

function connectMessage(): Message {
  const provider = currentProvider()
  return new Message({
    method: 'CONNECT',
    authority: 'ztm',
    path: `/services/${provider.protocol}/${encodeSegment(provider.name)}`,
  })
}

function currentProvider(): ServiceProvider {
  if (!$provider) throw fault('internal', 'a stream was opened without a provider')
  return $provider
}

/** Why there is no session to the provider. */
function sessionFailure(sessions: Sessions): Fault {
  const { endpoint } = currentProvider()
  return (
    sessions.failureOf(endpoint.id) ??
    fault('endpoint-offline', `the session to ${endpoint.name} broke`, 'It is opened again by the next connection.')
  )
}

function report({ routes, log }: StreamComponents, failure: Fault): void {
  if (!$destination) return
  routes.forget($destination)
  log.warn('stream refused', {
    service: `${$destination.protocol}/${$destination.service}`,
    endpoint: $provider?.endpoint.name,
    code: failure.code,
    message: failure.message,
  })
}
