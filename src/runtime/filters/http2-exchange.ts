/**
 * One HTTP/2 stream as the messages and bytes that pipelines know: both sides, requests and CONNECT tunnels.
 *
 * Owns the stream from its first head to its last byte. Knows neither sessions' keys nor pipelines: both directions are plain
 * calls. Follows Pipy's StreamBase in src/filters/http2.cpp. It knowingly differs where a stream breaks off: here a
 * cut message has no end and the stream an error, on Pipy both look complete.
 */
import type { Headers, Session, Stream } from '../http2/types.ts'
import {
  type Head,
  headOfError,
  isTunnelOpen,
  requestFields,
  responseFields,
  toHeaders,
  tunnelOf,
} from './http-head.ts'

/** What comes from a peer, in the order start, data …, end, close; a tunnel's bytes come after its end. */
export interface HttpReceiver {
  start(head: Head): void
  data(chunk: Buffer): void
  /** The message is complete. */
  end(): void
  /** Nothing follows. An error means that what came before may be cut. */
  close(error?: unknown): void
}

/** What a pipeline gives to a stream and asks of it. */
export interface HttpExchange {
  start(head: Head): void
  /** False: it was taken, but wait for `onDrain` before the next. */
  data(chunks: readonly Buffer[]): boolean
  end(): void
  close(error?: unknown): void
  /** The receiver is full: hold back what comes. */
  pause(): void
  resume(): void
  /** The pipeline is gone: whatever is not over breaks off. */
  discard(): void
}

export interface ExchangeEvents {
  /** Takes what comes from the peer. */
  out: HttpReceiver
  /** There is room again after `data` answered false. */
  onDrain(): void
}

/** RFC 9113, section 7. */
const resetCodes = { noError: 0x0, internal: 0x2, cancel: 0x8, connect: 0xa }

/** The error of a stream that its peer reset, in words of StreamEndError. */
const resetError = 'ConnectionReset'

/** The server side: call it in `onStream`, and `begin`, which tells the request's head, before returning. */
export function serveStream(
  stream: Stream,
  headers: Headers,
  { out, onDrain }: ExchangeEvents,
): HttpExchange & { begin(): void } {
  const head = requestHeadOf(headers)
  const kind = tunnelOf(head) === 'connect' ? 'connect' : undefined
  const state = { started: false, ended: false, isTunnel: false }
  receive(stream, { out, onDrain, isTunnel: () => kind === 'connect' })
  return {
    ...flow(stream),
    begin: () => {
      out.start(head)
      if (kind) out.end()
    },
    start: given => {
      if (state.started) return
      state.started = true
      state.isTunnel = isTunnelOpen(kind, given)
      stream.sendHeaders(responseFields(given))
    },
    data: chunks => (state.started && !state.ended ? stream.write(chunks) : true),
    end: () => {
      if (!state.started || state.isTunnel || state.ended) return
      state.ended = true
      stream.end()
    },
    close: error => {
      if (state.ended) return
      state.ended = true
      if (!state.started) stream.sendHeaders(responseFields(headOfError(error)), { endStream: true })
      else if (error === undefined) stream.end()
      else stream.reset(state.isTunnel ? resetCodes.connect : resetCodes.internal)
    },
  }
}

/**
 * The client side. The stream begins with `start`; if the session gives none, the answer is that of a broken connection.
 * `sessionError` says why the session ended, once it has.
 */
export function openStream(
  session: Session,
  sessionError: () => unknown,
  { out, onDrain }: ExchangeEvents,
): HttpExchange {
  let stream: Stream | null = null
  let kind: ReturnType<typeof tunnelOf>
  const state = { answered: false, done: false, isTunnel: false, ended: false }
  const fail = (error: unknown) => {
    if (state.done) return
    state.done = true
    if (!state.answered) {
      out.start(headOfError(error))
      out.end()
    }
    out.close(error)
  }
  const listen = (opened: Stream) => {
    receive(opened, { out: { ...out, close: () => finish(out, state) }, onDrain, isTunnel: () => state.isTunnel })
    opened.onHeaders = (headers, _endStream, informational) => {
      if (informational) return
      const head = responseHeadOf(headers)
      state.answered = true
      state.isTunnel = isTunnelOpen(kind, head)
      out.start(head)
      // Who opened a tunnel decides by this end; a refusal's body follows it, as on Pipy.
      if (kind) out.end()
    }
    // With its session a stream ends for the reason why the connection did.
    opened.onReset = () => fail((session.closed ? sessionError() : undefined) ?? resetError)
  }
  return {
    pause: () => stream?.pause(),
    resume: () => stream?.resume(),
    discard: () => {
      state.done = true
      silence(stream)
    },
    start: head => {
      if (stream || state.done) return
      kind = tunnelOf(head) === 'connect' ? 'connect' : undefined
      stream = session.request(requestFields(head))
      if (stream) listen(stream)
      else fail(sessionError())
    },
    data: chunks => (stream && !state.ended ? stream.write(chunks) : true),
    end: () => {
      if (!stream || kind || state.ended) return
      state.ended = true
      stream.end()
    },
    close: error => {
      if (!stream || state.ended) return
      state.ended = true
      if (error === undefined) stream.end()
      else stream.reset(resetCodes.cancel)
    },
  }
}

function finish(out: HttpReceiver, state: { done: boolean }): void {
  if (state.done) return
  state.done = true
  out.close()
}

/** What both sides do with what comes. A peer's reset is told by the side itself when it has more to say. */
function receive(stream: Stream, { out, onDrain, isTunnel }: ExchangeEvents & { isTunnel: () => boolean }): void {
  stream.onData = chunk => out.data(chunk)
  stream.onEnd = () => {
    if (!isTunnel()) out.end()
    out.close()
  }
  stream.onReset = () => out.close(resetError)
  stream.onDrain = onDrain
}

function flow(stream: Stream): Pick<HttpExchange, 'pause' | 'resume' | 'discard'> {
  return { pause: () => stream.pause(), resume: () => stream.resume(), discard: () => silence(stream) }
}

/** Nobody listens any more: what is not over is cancelled. */
function silence(stream: Stream | null): void {
  if (!stream) return
  stream.onData = null
  stream.onEnd = null
  stream.onHeaders = null
  stream.onReset = null
  stream.onDrain = null
  // A stream whose own side ended may still have the tail of it waiting: only the peer's direction is of no use.
  if (!stream.closed && !(stream.remoteEnded && stream.localEnded)) stream.reset(resetCodes.cancel)
  else stream.resume()
}

/** The head of a request that came. `host` is among the headers too, as scripts for HTTP/1 look for it there. */
function requestHeadOf(headers: Headers): Head {
  const { ':method': method, ':scheme': scheme, ':path': path, ':authority': authority, ...rest } = headers
  const head: Head = {
    headers: authority === undefined ? plain(rest) : { host: String(authority), ...plain(rest) },
    isChunked: false,
    method: String(method),
    scheme: String(scheme ?? 'http'),
  }
  if (authority !== undefined) head.authority = String(authority)
  head.path = String(path ?? '/')
  return head
}

/** The head of a response that came. */
function responseHeadOf(headers: Headers): Head {
  const { ':status': status, ...rest } = headers
  return { headers: plain(rest), isChunked: false, status: Number(status) }
}

function plain(headers: Headers): NonNullable<Head['headers']> {
  return toHeaders(
    Object.entries(headers).flatMap(([name, value]) => [value].flat().map((one): [string, string] => [name, one])),
  )
}
