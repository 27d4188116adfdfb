/**
 * Streams to services, seen from the entry side: finds a provider, opens a stream in its session, tells why it failed.
 *
 * Owns the context of a stream, and the pipeline that it runs in. That is another than its client's connection, joined to it
 * by a Hub, because it must live until its session has ended it: a stream of muxHTTP whose pipeline is gone is left behind in
 * the session, and crashes Pipy when the session ends (src/filters/http.cpp, HTTPStream::discard).
 */
import type { Fault } from '../api/errors.ts'
import type { ServiceProvider } from '../api/types.ts'
import { later } from '../common/end-later.ts'
import { fault, toFault } from '../common/errors.ts'
import { refusalIn } from '../common/http/refusal.ts'
import { encodeSegment } from '../common/http/url.ts'
import type { Log } from '../common/log.ts'
import { refuse } from '../common/refuse.ts'
import { frameEarly, startDatagrams, unframe } from './datagrams.ts'
import type { Destination, Routes } from './routes.ts'
import type { Call, Sessions } from './session.ts'

/** A stream, from both its sides. */
interface OpenStream extends Call {
  destination: Destination
  provider: ServiceProvider
  /** Where the bytes of the client and of the stream meet. */
  hub: Hub
  /** The client has sent all. */
  isSent: boolean
  isOver: boolean
}

var $stream: OpenStream | undefined
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
    $.handleStreamEnd(() => {
      if ($stream) $stream.isSent = true
    })
      .connectHTTPTunnel(() => connectMessage())
      .to($ =>
        $.pipe(
          () => sessions.to(currentProvider().endpoint.id),
          () => [$stream],
        ).handleMessageStart(start => {
          const refusal = refusalIn(start.head as ResponseHead, () => sessionFailure(sessions))
          if (refusal) fail(refusal)
        }),
      )
      .handleStreamEnd(end => {
        if ($stream && end.error === undefined) finish($stream)
      }),
  )
  const carrier = pipeline($ =>
    $.onStart((stream: OpenStream) => {
      $stream = stream
      $destination = stream.destination
      $provider = stream.provider
      return new Data()
    })
      .loop($ => $.swap(() => $stream?.hub).pipe(tunnel))
      .onEnd(() => {
        if ($stream) $stream.isOver = true
      }),
  )
  const client = pipeline($ =>
    $.onStart(async () => {
      const destination = $destination ?? noDestination()
      $stream = { destination, provider: currentProvider(), hub: new pipeline.Hub(), isSent: false, isOver: false }
      carrier.spawn($stream)
      // A Hub has no memory: the stream is there only when this turn is over.
      await new Timeout(0).wait()
      return new Data()
    })
      .swap(() => $stream?.hub)
      .onEnd(() => {
        if ($stream) abandon($stream)
      }),
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
  const carried = pipeline($ => $.pipe(() => ($provider ? client : refuse)))
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

/**
 * The service has sent all. On the engine its connection is over with that, so the other direction ends too: with a
 * stream that is left half open the session could not be used again.
 */
function finish(stream: OpenStream): void {
  if (!stream.isSent) stream.hub.broadcast(new StreamEnd())
}

/** The client is gone: whatever is not over ends, and the session's connection with it, which would carry the rest in vain. */
function abandon(stream: OpenStream): void {
  later(() => {
    if (stream.isOver) return
    stream.hub.broadcast(new StreamEnd())
    stream.session?.outbound?.close()
  })
}

function noDestination(): never {
  throw fault('internal', 'a stream was opened without a destination')
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
