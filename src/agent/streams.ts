/**
 * Streams to services, seen from the entry side: finds providers, opens a stream in a session to one, tells why it failed.
 *
 * Owns the context of a client's connection, and its record. The stream itself runs in a pipeline of its own (dialled.ts): a stream of muxHTTP
 * whose pipeline is gone is left behind in the session, and crashes Pipy when the session ends (src/filters/http.cpp,
 * HTTPStream::discard).
 */
import type { Fault } from '../api/errors.ts'
import type { ServiceProvider } from '../api/types.ts'
import { plenty } from '../common/byte-counter.ts'
import { fault, toFault } from '../common/errors.ts'
import { refusalIn } from '../common/http/refusal.ts'
import { tunnelStarted } from '../common/http/tunnel.ts'
import { encodeSegment } from '../common/http/url.ts'
import type { Log } from '../common/log.ts'
import { widenReceiveBuffer } from '../common/receive-buffer.ts'
import { refuse } from '../common/refuse.ts'
import { withTimeout } from '../common/retry.ts'
import type { Activity, StreamRecord } from './activity.ts'
import { endSession } from './carriers.ts'
import { frameEarly, startDatagrams, unframe } from './datagrams.ts'
import { createDialler, type Dialled, type Dialling } from './dialled.ts'
import type { Destination, Route, Routes } from './routes.ts'
import type { Call, Sessions } from './session.ts'

/** How long a stream may take to come up, in seconds: where another provider can be tried, and where none can. */
const impatientSeconds = 4
const patientSeconds = 15

/** A stream to one provider, and the session that it is in. */
interface Attempt extends Call {
  provider: ServiceProvider
  record: StreamRecord
  /** The client has sent all. */
  isSent: boolean
  /** The provider has answered, with whatever. */
  isAnswered: boolean
}

/** A stream that a provider has accepted. */
export interface Stream {
  /** Where its bytes are swapped with the client's. */
  hub: Hub
  /** Lets the service's first bytes through: call when the client joins the hub, in the same turn. */
  join: () => void
  /** The client is gone: what is not over ends, and the session's connection with it, which would carry the rest in vain. */
  leave: () => void
  /** It ended before anything was answered: its provider rests. */
  blame: () => void
}

/** Of a client an agent holds so much while its stream is opened, in bytes: the first words of any protocol. */
const openingBytes = 64 * 1024

/** A client's connection while it has no stream yet, and after. */
interface Opening {
  stream?: Stream
  isGone: boolean
  /** There is a stream, or there will be none. Never rejects. */
  decided: Promise<void>
  /** What the client may send before that; then as much as it likes. */
  quota: Quota
}

var $dialling: Dialling<Attempt> | undefined
var $opening: Opening | undefined
var $inbound: Inbound | undefined

export interface StreamComponents {
  mesh: string
  user: string
  routes: Routes
  sessions: Sessions
  activity: Activity
  log: Log
  now: () => number
}

export interface Streams {
  /**
   * A layout that carries the bytes of one connection to `destination`; ends without a byte when it cannot. The connections of
   * one client address go to the same provider if it is sticky.
   */
  layoutTo: (destination: Destination, isSticky?: boolean) => PipelineLayout
  /** A stream to a service; with a `client`, its address, one of a sticky port. Rejects with why there is none. */
  open: (destination: Destination, client?: string) => Promise<Stream>
}

type Dialler = (attempt: Attempt) => Promise<Dialled>

export function createStreams(components: StreamComponents): Streams {
  const dial: Dialler = createDialler(createLeg(components.sessions), reason =>
    fault('endpoint-offline', `the stream broke before it was up (${reason})`),
  )
  const joined = pipeline($ => $.swap(() => join($opening)))
  const carried = pipeline($ => $.pipe(() => ($opening?.stream ? joined : refuse)))
  const bytesTo = (destination: Destination, isSticky: boolean) =>
    pipeline($ =>
      $.onStart((inbound?: Inbound) => {
        const client = isSticky ? inbound?.remoteAddress : undefined
        $opening = begin(() => open(components, dial, destination, client))
        // Sets `wait` going: an empty Data would not pass the throttle.
        return new MessageStart()
      })
        .throttleDataRate(() => getOpening().quota)
        .wait(() => getOpening().decided)
        .replaceMessageStart(() => new Data())
        .pipe(carried)
        .onEnd(() => {
          if (!$opening) return
          $opening.isGone = true
          $opening.stream?.leave()
        }),
    )
  // The door is before the wait for a provider: datagrams cannot be asked to wait.
  const datagramsTo = (destination: Destination, isSticky: boolean) => {
    const rest = bytesTo(destination, isSticky)
    return pipeline($ =>
      $.onStart((inbound: Inbound) => {
        $opening = undefined
        $inbound = inbound
        widenReceiveBuffer(inbound.socket)
        startDatagrams()
      })
        .replaceData(datagram => frameEarly(datagram, $opening?.stream?.hub))
        .pipe(
          () => rest,
          () => [$inbound],
        )
        .replaceData(bytes => unframe(bytes, $opening?.stream?.hub)),
    )
  }
  return {
    layoutTo: (destination, isSticky = false) =>
      destination.protocol === 'udp' ? datagramsTo(destination, isSticky) : bytesTo(destination, isSticky),
    open: (destination, client) => open(components, dial, destination, client),
  }
}

/** Lets a client wait for its stream. That there is none is logged, and the client sees the end. */
function begin(connect: () => Promise<Stream>): Opening {
  const quota = new algo.Quota(openingBytes)
  const opening: Opening = { isGone: false, quota, decided: decide() }
  return opening

  async function decide(): Promise<void> {
    try {
      const stream = await connect()
      opening.stream = stream
      if (opening.isGone) stream.leave()
    } catch {
      // See above.
    }
    quota.produce(plenty)
  }
}

/** `CONNECT /services/…` in a session to the provider. */
function createLeg(sessions: Sessions): PipelineLayout {
  return pipeline($ =>
    $.onStart((dialling: Dialling<Attempt>) => {
      $dialling = dialling
    })
      .handleStreamEnd(() => {
        getAttempt().isSent = true
      })
      .connectHTTPTunnel(() => connectMessage(getAttempt().provider))
      .to($ =>
        $.throttleDataRate(() => getAttempt().record.sent.quota)
          .pipe(
            () => sessions.to(getAttempt().provider.endpoint),
            () => [$dialling?.subject],
          )
          .handleMessageStart(start => {
            const attempt = getAttempt()
            attempt.record.path = attempt.session?.path
            attempt.isAnswered = true
            const refusal = refusalIn(start.head as ResponseHead, () => {
              attempt.isAnswered = false
              return sessionFailure(sessions, attempt)
            })
            if (refusal) $dialling?.fail(refusal)
            else $dialling?.accept(() => endAttempt(attempt))
          }),
      )
      .wait(tunnelStarted)
      .throttleDataRate(() => getAttempt().record.received.quota)
      .handleStreamEnd(({ error }) => {
        if ($dialling && error === undefined) finish($dialling)
      }),
  )
}

/**
 * The service has sent all. On the engine its connection is over with that, so the other direction ends too: with a
 * stream that is left half open the session could not be used again.
 */
function finish({ subject, hub }: Dialling<Attempt>): void {
  if (!subject.isSent) hub.broadcast(new StreamEnd())
}

/** Tries one provider after the other. Rejects with why the last one did not take it. */
async function open(
  components: StreamComponents,
  dial: Dialler,
  destination: Destination,
  client?: string,
): Promise<Stream> {
  const { routes, activity, log } = components
  const { protocol, service } = destination
  const record = activity.begin({ mesh: components.mesh, side: 'entry', user: components.user, protocol, service })
  try {
    const candidates = await routes.find(destination, client)
    return await tryAll(components, { dial, destination, candidates, record })
  } catch (caught) {
    const { code, message } = toFault(caught)
    const endpoint = record.endpoint?.name ?? destination.endpoint
    log.warn('stream refused', { service: `${protocol}/${service}`, endpoint, code, message })
    activity.end(record, code)
    throw caught
  }
}

interface Trial {
  dial: Dialler
  destination: Destination
  /** At least one. */
  candidates: Route[]
  record: StreamRecord
}

async function tryAll(components: StreamComponents, trial: Trial): Promise<Stream> {
  const { routes, log, now } = components
  const { dial, destination, candidates, record } = trial
  const service = `${destination.protocol}/${destination.service}`
  let failure: unknown
  for (const route of candidates) {
    const isLast = route === candidates[candidates.length - 1]
    const { id, name } = route.provider.endpoint
    record.endpoint = { id, name }
    const begin = now()
    try {
      const dialled = await tryOne(dial, { route, record }, isLast ? patientSeconds : impatientSeconds)
      routes.succeeded(route, now() - begin)
      return streamOf(components, destination, { route, dialled, record })
    } catch (caught) {
      failure = caught
      routes.failed(route, destination)
      const { code, message } = toFault(caught)
      if (!isLast) log.info('another provider is tried', { service, endpoint: name, code, message })
    }
  }
  throw failure
}

/** Sessions that one stream tries at most with one provider: one that was used before, one past the hub, one through it. */
const mostSessions = 3

/** A stream in a session that has turned out to be broken, or does not come up past the hub, is tried in another. */
async function tryOne(
  dial: Dialler,
  { route, record }: Pick<Leg, 'route' | 'record'>,
  seconds: number,
): Promise<Dialled> {
  const { addresses } = route.provider.endpoint
  for (let tries = 1; true; tries++) {
    const { provider } = route
    const attempt: Attempt = { provider, record, addresses, isFresh: tries > 1, isSent: false, isAnswered: false }
    try {
      return await dialWithin(dial, attempt, seconds)
    } catch (caught) {
      const { session, isAnswered } = attempt
      const isHopeless = isAnswered || !(session?.isUsed || session?.direct)
      if (isHopeless || tries === mostSessions) throw caught
    }
  }
}

async function dialWithin(dial: Dialler, attempt: Attempt, seconds: number): Promise<Dialled> {
  let isLate = false
  const dialled = dial(attempt).then(leg => {
    if (isLate) leg.close()
    return leg
  })
  return await withTimeout(dialled, seconds, () => {
    isLate = true
    endAttempt(attempt)
    return fault('timeout', `${attempt.provider.endpoint.name} did not answer within ${seconds} s`)
  })
}

interface Leg {
  route: Route
  dialled: Dialled
  record: StreamRecord
}

function streamOf(components: StreamComponents, destination: Destination, { route, dialled, record }: Leg): Stream {
  const { activity, routes } = components
  route.active++
  dialled.whenOver(() => {
    route.active--
    activity.end(record, dialled.isBroken ? 'broken' : 'done')
  })
  const blame = () => routes.failed(route, destination)
  return { hub: dialled.hub, join: dialled.join, leave: dialled.close, blame }
}

/** The Hub of the stream that was opened; its first bytes come once this turn is over. */
function join(opening: Opening | undefined): Hub | undefined {
  opening?.stream?.join()
  return opening?.stream?.hub
}

function getOpening(): Opening {
  if (!$opening) throw fault('internal', 'a connection that nobody opened')
  return $opening
}

function endAttempt({ session }: Attempt): void {
  if (session) endSession(session)
}

function getAttempt(): Attempt {
  if (!$dialling) throw fault('internal', 'a stream that nobody asked for')
  return $dialling.subject
}

function connectMessage({ protocol, name }: ServiceProvider): Message {
  const path = `/services/${protocol}/${encodeSegment(name)}`
  return new Message({ method: 'CONNECT', authority: 'ztm', path })
}

/** Why there is no session to the provider. */
function sessionFailure(sessions: Sessions, { provider }: Attempt): Fault {
  const { endpoint } = provider
  return (
    sessions.failureOf(endpoint.id) ??
    fault('endpoint-offline', `the session to ${endpoint.name} broke`, 'It is opened again by the next connection.')
  )
}
