/**
 * A port that speaks HTTP/1: a request whose provider fails before it has begun to answer is sent to another one.
 *
 * Owns the context of a client's connection: which request is under way, a copy of it while it may have to be sent again, and
 * the stream to a provider, which is opened with the first request and anew when it is gone between two. Bytes pass as they
 * are. From where they are not plainly HTTP/1, one request after the other, they pass unread, and nothing is repeated any more.
 */
import type { Fault } from '../api/errors.ts'
import { plenty } from '../common/byte-counter.ts'
import { later } from '../common/end-later.ts'
import { toFault } from '../common/errors.ts'
import { createReader, type MessageReader, readMessage } from '../common/http/framing.ts'
import type { Destination } from './routes.ts'
import type { Stream, Streams } from './streams.ts'

/** Longest body of a request that is kept for another attempt, in bytes. A head may come on top, see framing.ts. */
const longestBody = 64 * 1024

/** Bytes that wait for a provider; a client that sends more waits itself. */
const longestWait = 2 * longestBody

/** Providers that get one request at most. */
const mostProviders = 3

/** Seconds that a client may keep a connection whose provider is gone between two requests. */
const graceSeconds = 5

/** Methods that may be sent twice (RFC 9110, 9.2.2), of those that clients use. */
const repeatable = ['GET', 'HEAD', 'PUT', 'DELETE', 'OPTIONS']

/** The end of a provider's stream that is none for its client. */
const detached = 'detached'

interface Connection {
  streams: Streams
  destination: Destination
  /** For a sticky port: whose connection it is. */
  address?: string
  /** Where the client meets the stream of the moment. */
  door: Hub
  /** `plain`: bytes pass unread. */
  phase: 'idle' | 'asking' | 'answering' | 'plain'
  request: MessageReader
  response: MessageReader
  /** The request that is under way, as far as it may have to be sent again. */
  held: Data
  /** What of the client's bytes may come in. */
  gate: Quota
  /** Providers that have had this request. */
  tries: number
  up?: Upstream
  isDialling: boolean
  /** The client has sent all. */
  isEnded: boolean
  isGone: boolean
}

/** A stream to a provider. */
interface Upstream {
  stream: Stream
  connection: Connection
  /** What passes its Hub now comes from here. */
  isQuiet: boolean
  isOver: boolean
}

var $connection: Connection | undefined
var $up: Upstream | undefined

/** A layout for the connections of a port. */
export function createHttpPort(streams: Streams, destination: Destination, isSticky: boolean): PipelineLayout {
  return pipeline($ =>
    $.onStart((inbound: Inbound) => {
      $connection = {
        streams,
        destination,
        address: isSticky ? inbound.remoteAddress : undefined,
        door: new pipeline.Hub(),
        phase: 'idle',
        request: createReader(),
        response: createReader(),
        held: new Data(),
        gate: new algo.Quota(longestWait),
        tries: 0,
        isDialling: false,
        isEnded: false,
        isGone: false,
      }
      // An empty Data would not come through the gate.
      return new MessageStart()
    })
      .throttleDataRate(() => $connection?.gate ?? new algo.Quota(0))
      .replaceData(data => (passes($connection, data) ? data : null))
      .replaceStreamEnd(() => {
        if ($connection) endRequests($connection)
        return null
      })
      .swap(() => $connection?.door)
      .replaceStreamEnd(end => (end.error === detached ? null : end))
      .onEnd(() => {
        if ($connection) leave($connection)
      }),
  )
}

/** Between the Hub of a stream and the door: what the provider sends is looked at, and its end is not passed on by itself. */
const bridge = pipeline($ =>
  $.onStart((up: Upstream) => {
    $up = up
    return new Data()
  }).loop($ =>
    $.swap(() => {
      $up?.stream.join()
      return $up?.stream.hub
    })
      .replaceData(data => {
        if (!$up || data.size === 0) return data
        if ($up.isQuiet) return null
        noteAnswer($up.connection, data)
        return data
      })
      .replaceStreamEnd(end => {
        const up = $up
        if (up && !up.isQuiet && !up.isOver) {
          up.isOver = true
          later(() => endAnswers(up, end))
        }
        return null
      })
      .swap(() => $up?.connection.door),
  ),
)

/** Takes note of what the client sends; true when it may go on to the provider, false when it waits for one. */
function passes(connection: Connection | undefined, data: Data): boolean {
  if (!connection) return false
  if (data.size === 0) return true
  noteRequest(connection, data)
  const { up, isDialling } = connection
  if (up && !up.isOver) return true
  if (!isDialling && !up) dial(connection)
  return false
}

function noteRequest(connection: Connection, data: Data): void {
  const { phase } = connection
  if (phase === 'idle') {
    connection.phase = 'asking'
    connection.request = createReader()
    connection.tries = 0
  }
  if (phase !== 'plain') {
    const rest = readMessage(connection.request, new Data(data))
    if (rest.size > 0 || connection.request.stage === 'unclear') connection.phase = 'plain'
  }
  const isAnswered = phase === 'answering' || (phase === 'plain' && connection.up)
  if (!isAnswered) connection.held.push(data)
  if (connection.up && !mayRepeat(connection)) connection.held = new Data()
}

/** Whether the request may be sent once more, as far as is known before its head is whole. */
function mayRepeat({ phase, request, tries }: Connection): boolean {
  if (phase !== 'asking' || tries >= mostProviders) return false
  const { head } = request
  if (!head) return request.stage === 'head'
  return repeatable.includes(head.method ?? '') && (head.length ?? longestBody + 1) <= longestBody
}

/** Takes note of what the provider sends. */
function noteAnswer(connection: Connection, data: Data): void {
  const { phase, request } = connection
  if (phase === 'plain') return
  if (phase === 'asking') {
    connection.phase = 'answering'
    connection.held = new Data()
    connection.response = createReader(request.head?.method ?? '')
  }
  // What nobody has asked for, as servers that lose patience send it, stands for itself.
  if (phase === 'idle' || !request.head) {
    connection.phase = 'plain'
    return
  }
  const { response } = connection
  const rest = readMessage(response, new Data(data))
  if (rest.size > 0) connection.phase = 'plain'
  else if (response.stage === 'over') {
    const isOfUse = request.stage === 'over' && request.head.isPersistent && response.head?.isPersistent
    connection.phase = isOfUse ? 'idle' : 'plain'
  }
}

/** Looks for a provider, and gives it what waits. Without one the client is told why. */
async function dial(connection: Connection): Promise<void> {
  const { streams, destination, address } = connection
  connection.isDialling = true
  connection.tries++
  let stream: Stream | undefined
  try {
    stream = await streams.open(destination, address)
  } catch (caught) {
    if (!connection.isGone) refuse(connection, toFault(caught))
  }
  connection.isDialling = false
  if (!stream) return
  if (connection.isGone) stream.leave()
  else attach(connection, stream)
}

function attach(connection: Connection, stream: Stream): void {
  const up: Upstream = { stream, connection, isQuiet: true, isOver: false }
  connection.up = up
  bridge.spawn(up)
  // The first lets the bridge reach the door: a swap joins its Hub with the first event that comes to it.
  stream.hub.broadcast([new Data(), new Data(connection.held)])
  up.isQuiet = false
  if (!mayRepeat(connection)) connection.held = new Data()
  connection.gate.produce(plenty)
  if (connection.isEnded) sendEnd(up)
}

/** The client has sent all. */
function endRequests(connection: Connection): void {
  const { up, isDialling } = connection
  connection.isEnded = true
  if (up) sendEnd(up)
  else if (!isDialling) later(() => endClient(connection))
}

function sendEnd(up: Upstream): void {
  if (up.isOver) return
  up.isQuiet = true
  up.stream.hub.broadcast(new StreamEnd())
  up.isQuiet = false
}

/** The provider's stream is over: its client gets another, or is let go, too. */
function endAnswers(up: Upstream, end: StreamEnd): void {
  const { connection, stream } = up
  const { door, held } = connection
  if (connection.up !== up) return
  connection.up = undefined
  connection.gate.reset()
  const isNext = connection.phase === 'asking' && held.size > 0 && mayRepeat(connection)
  if (isNext) stream.blame()
  if (isNext || (connection.phase === 'idle' && !connection.isEnded)) {
    door.broadcast(new StreamEnd(detached))
    if (isNext) dial(connection)
    else awaitRequest(connection)
  } else {
    // The bridge ends with the client.
    door.broadcast(new StreamEnd(end.error))
  }
}

/** The provider is gone between two requests. The next one, whatever it is, has been sent to nobody yet. */
async function awaitRequest(connection: Connection): Promise<void> {
  await new Timeout(graceSeconds).wait()
  const { phase, up, isDialling } = connection
  if (phase === 'idle' && !up && !isDialling) endClient(connection)
}

/** Answers in place of a provider that is not there. */
function refuse(connection: Connection, { code, message, hint }: Fault): void {
  if (connection.phase === 'asking' && connection.request.head) {
    const body = new Data(`${JSON.stringify({ status: 502, code, message, hint })}\n`)
    const head = `HTTP/1.1 502 Bad Gateway\r\ncontent-type: application/json\r\ncontent-length: ${body.size}\r\nconnection: close\r\n\r\n`
    connection.door.broadcast(new Data(head).push(body))
  }
  endClient(connection)
}

function endClient({ isGone, door }: Connection): void {
  if (!isGone) door.broadcast(new StreamEnd())
}

/** The client is gone. */
function leave(connection: Connection): void {
  const { up, door } = connection
  connection.isGone = true
  connection.up = undefined
  if (!up) return
  up.isOver = true
  up.stream.leave()
  later(() => door.broadcast(new StreamEnd(detached)))
}
