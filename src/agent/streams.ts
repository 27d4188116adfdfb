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
import type { Activity, StreamFacts, StreamRecord } from './activity.ts'
import { frameEarly, startDatagrams, unframe } from './datagrams.ts'
import type { Destination, Routes } from './routes.ts'
import type { Call, Sessions } from './session.ts'

/** A stream, from both its sides. */
export interface OpenStream extends Call {
  destination: Destination
  provider: ServiceProvider
  /** Where the bytes of the client and of the stream meet. */
  hub: Hub
  /** The client has sent all. */
  isSent: boolean
  isOver: boolean
  isBroken: boolean
  record: StreamRecord
  refusal?: Fault
  /** Told once whether the service has accepted it. */
  answered?: (isAccepted: boolean) => void
  /** The service's bytes wait for this as long as there is `join`. */
  joined?: Promise<boolean>
  join?: (isJoined: boolean) => void
}

var $stream: OpenStream | undefined
var $destination: Destination | undefined
var $provider: ServiceProvider | undefined

export interface StreamComponents {
  mesh: string
  user: string
  routes: Routes
  sessions: Sessions
  activity: Activity
  log: Log
}

export interface Streams {
  /** A layout that carries the bytes of one connection to `destination`; ends without a byte when it cannot. */
  layoutTo: (destination: Destination) => PipelineLayout
  /**
   * A TCP stream that the service has accepted. Join its hub, then call `joinStream`; call `abandon` when nobody wants it any more.
   * Rejects with why there is none.
   */
  open: (destination: Destination) => Promise<OpenStream>
}

export function createStreams(components: StreamComponents): Streams {
  const { sessions } = components
  const tunnel = createTunnel(components)
  const carrier = createCarrier(components, tunnel)
  const heldCarrier = createCarrier(
    components,
    pipeline($ => $.pipe(tunnel).wait(isJoined)),
  )
  const client = pipeline($ =>
    $.onStart(async () => {
      $stream = begin(components, $destination ?? noDestination(), currentProvider())
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
  const find = async (destination: Destination): Promise<Data> => {
    $destination = destination
    $provider = undefined
    try {
      $provider = await findProvider(components, destination)
    } catch {
      // It is logged, and the client sees the end.
    }
    return new Data()
  }
  const carried = pipeline($ => $.pipe(() => ($provider ? client : refuse)))
  const bytesTo = (destination: Destination) => pipeline($ => $.onStart(() => find(destination)).pipe(carried))
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
    open: async destination => {
      const provider = await findProvider(components, destination)
      const stream = begin(components, destination, provider)
      const answer = new Promise<boolean>(answered => {
        stream.answered = answered
      })
      stream.joined = new Promise<boolean>(join => {
        stream.join = join
      })
      heldCarrier.spawn(stream)
      await new Timeout(0).wait()
      // The first event opens it.
      stream.hub.broadcast(new Data())
      if (await answer) return stream
      abandon(stream)
      throw stream.refusal ?? sessionFailure(sessions, provider)
    },
  }
}

/** Asks for a stream in a session to the provider, and tells what was answered. */
function createTunnel(components: StreamComponents): PipelineLayout {
  const { sessions } = components
  return pipeline($ =>
    $.handleStreamEnd(() => {
      if ($stream) $stream.isSent = true
    })
      .connectHTTPTunnel(() => connectMessage())
      .to($ =>
        $.pipe(
          () => sessions.to(currentProvider().endpoint.id),
          () => [$stream],
        ).handleMessageStart(start => {
          const refusal = refusalIn(start.head as ResponseHead, () => sessionFailure(sessions, currentProvider()))
          if (refusal) report(components, refusal)
          if (!$stream) return
          $stream.refusal = refusal
          $stream.record.path = sessions.pathOf($stream.provider.endpoint.id)
          $stream.answered?.(refusal === undefined)
        }),
      ),
  )
}

/** The pipeline that a stream runs in. */
function createCarrier({ activity }: StreamComponents, tunnel: PipelineLayout): PipelineLayout {
  return pipeline($ =>
    $.onStart((stream: OpenStream) => {
      $stream = stream
      $destination = stream.destination
      $provider = stream.provider
      return new Data()
    })
      .loop($ =>
        $.swap(() => $stream?.hub)
          .handleData(data => {
            if ($stream) $stream.record.sent += data.size
          })
          .pipe(tunnel)
          .handleData(data => {
            if ($stream) $stream.record.received += data.size
          })
          .handleStreamEnd(end => {
            if (!$stream) return
            $stream.isBroken = end.error !== undefined
            if (!$stream.isBroken) finish($stream)
          }),
      )
      .onEnd(() => {
        if (!$stream) return
        $stream.isOver = true
        $stream.answered?.(false)
        activity.end($stream.record, $stream.refusal?.code ?? ($stream.isBroken ? 'broken' : 'done'))
      }),
  )
}

function isJoined(): boolean | Promise<boolean> {
  return !$stream?.join || ($stream.joined?.then(joined => joined) ?? true)
}

/** Lets the bytes of the service come that waited for somebody to take them. */
export function joinStream(stream: OpenStream): void {
  stream.join?.(true)
  stream.join = undefined
}

function begin(
  { activity, ...components }: StreamComponents,
  destination: Destination,
  provider: ServiceProvider,
): OpenStream {
  const { id, name } = provider.endpoint
  const record = activity.begin({ ...factsOf(components, destination), endpoint: { id, name } })
  return { destination, provider, hub: new pipeline.Hub(), isSent: false, isOver: false, isBroken: false, record }
}

function factsOf(
  { mesh, user }: Pick<StreamComponents, 'mesh' | 'user'>,
  { protocol, service }: Destination,
): StreamFacts {
  return { mesh, side: 'entry', user, protocol, service }
}

/** Rejects with what `routes.find` does, when it is in the log and among the records. */
async function findProvider(components: StreamComponents, destination: Destination): Promise<ServiceProvider> {
  $destination = destination
  try {
    return await components.routes.find(destination)
  } catch (caught) {
    const failure = toFault(caught)
    report(components, failure)
    components.activity.end(components.activity.begin(factsOf(components, destination)), failure.code)
    throw failure
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
export function abandon(stream: OpenStream): void {
  later(() => {
    // What is held there would hold the end, too.
    joinStream(stream)
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
function sessionFailure(sessions: Sessions, { endpoint }: ServiceProvider): Fault {
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
