/**
 * The contract of our HTTP/2 (RFC 9113, RFC 7541): sessions and streams over any byte transport.
 *
 * Why an implementation of our own: Pipy 2 sends `:method CONNECT` together with `:scheme` and `:path` and without
 * `:protocol`, and answers `:protocol` with PROTOCOL_ERROR (src/filters/http2.cpp). node:http2 refuses both to send and
 * to receive that. So a mesh of both engines needs an HTTP/2 that takes CONNECT the way Pipy means it.
 *
 * Pure protocol: no sockets, no timers. Nothing here throws out of `receive`, `drain` or `transportEnded`, unless a
 * callback of the caller throws. Types only; `createSession` is in session.ts, codes are in errors.ts.
 */

/** What is handed out: lower-case names; a name that came more than once has an array, in order. */
export type Headers = Record<string, string | string[]>

/** What is taken: an object or pairs. Names are lower-cased, pseudo-headers are sent first, connection headers dropped. */
export type HeadersInit =
  | Readonly<Record<string, string | number | readonly string[] | undefined>>
  | readonly (readonly [string, string])[]

export interface Limits {
  /** Bytes of one header list as RFC 9113 6.5.2 counts them. A longer one resets its stream. @default 65_536 */
  maxHeaderListSize: number
  /** Streams that the peer may have open; more are refused. @default 10_000 */
  maxConcurrentStreams: number
  /** Bytes of one frame that we accept. 16,384 to 16,777,215. @default 262_144 */
  maxFrameSize: number
  /** Bytes that wait in one stream to be sent before `write` says false. @default 262_144 */
  highWaterMark: number
  /**
   * Bytes received by all streams together and not yet consumed, above which the connection's credit is held back: the
   * peer's streams then wait for each other instead of filling our memory. @default 536_870_912
   */
  maxUnconsumed: number
  /**
   * The same sum, above which `onFull(true)` asks to stop reading the transport, and below half of which `onFull(false)`
   * asks to go on. For wide windows, where credit does not bound what is held. @default never
   */
  fullAt: number
}

export interface SessionOptions {
  role: 'client' | 'server'
  /** Bytes that a peer may send on one stream ahead of `consume`; 65,535 at least. @default 1_048_576 */
  streamWindow?: number
  /** Bytes in flight on the connection. Credit comes back on receipt, so no stream stalls another. @default 16_777_216 */
  connectionWindow?: number
  /**
   * Takes what is to be sent, in order; the buffers are the transport's from now on and must not be changed by anybody.
   * Answers false if it is full: it still took them, and `drain` is to be called when there is room again.
   * Called at most a few times per turn, never for each frame.
   */
  send(buffers: Buffer[]): boolean
  /**
   * A new request (server only). Set the callbacks of the stream before returning. `endStream`: there is no body, and
   * `onEnd` follows nevertheless.
   */
  onStream?(stream: Stream, headers: Headers, endStream: boolean): void
  /**
   * Once, when the session is over, after every open stream has had its `onReset`: close the transport now. What is to
   * be sent (GOAWAY) has been given to `send`. Undefined for an end in peace.
   */
  onClose?(error?: Error): void
  /** The peer will take no more streams. Those with an id above `lastStreamId` are reset with REFUSED_STREAM. */
  onGoAway?(code: number, lastStreamId: number): void
  /** More is held than `limits.fullAt` (true), or little enough again (false). */
  onFull?(full: boolean): void
  limits?: Partial<Limits>
  /** Milliseconds of a clock that never goes back, for flood limits and ping times. @default the process's own */
  now?(): number
}

/**
 * One HTTP/2 connection. Both roles are silent until there is a reason to speak: a client sends its preface with its first
 * request or ping, a server answers the preface with its own. (Pipy does so too, and a reversed link depends on it: what
 * is sent before somebody listens at the other side of a pipeline.Hub is lost.)
 */
export interface Session {
  /** Bytes from the transport. DATA payloads go on as slices of the chunk, which must therefore not be reused. */
  receive(chunk: Buffer): void
  /** The transport is gone, by its end or by an error. Streams are reset and `onClose` is called. */
  transportEnded(error?: Error): void
  /** The transport has room again. */
  drain(): void
  /**
   * A new stream (client only). Null if the session takes none: it is closed or closing, the peer went away or allows no
   * more streams now. Throws an Error with code `ERR_HTTP2_HEADERS` for headers that cannot be sent (see `sendHeaders`).
   * For a Pipy peer a CONNECT must have `:scheme` and `:path` too.
   */
  request(headers: HeadersInit, options?: { endStream?: boolean }): Stream | null
  /** Calls back with milliseconds, or with null if the session ended first. False (and no call) if too many are open. */
  ping(callback: (milliseconds: number | null) => void): boolean
  /**
   * Takes no new streams (refuses the peer's) and ends when the last one is done. GOAWAY is sent only then, because Pipy
   * drops all its streams when it sees one.
   */
  close(): void
  /** Ends at once: GOAWAY with the code, all streams reset, `onClose`. */
  destroy(code?: number): void
  /** Sends what waits now instead of at the end of this turn. */
  flush(): void
  readonly role: 'client' | 'server'
  /** Streams that are not done in both directions. */
  readonly openStreams: number
  /** True while `request` can give a stream. */
  readonly available: boolean
  readonly closed: boolean
  /** Bytes received by all streams that have not been consumed. */
  readonly unconsumed: number
}

/**
 * One request and its response. Callbacks are plain properties, all optional, set at any time before they are due.
 * After `onReset` or after both ends no callback comes any more, and every method is without effect.
 */
export interface Stream {
  readonly id: number
  readonly session: Session

  /** Response headers (client), also for each 1xx (`informational`). */
  onHeaders: ((headers: Headers, endStream: boolean, informational: boolean) => void) | null
  /** A slice of what the transport delivered; never empty. */
  onData: ((chunk: Buffer) => void) | null
  onTrailers: ((headers: Headers) => void) | null
  /** The peer ended its direction; all data has been delivered. */
  onEnd: (() => void) | null
  /** The stream broke off: by the peer (`remote`), by a fault found here, or with the session. Not for one's own `reset`. */
  onReset: ((code: number, remote: boolean) => void) | null
  /** After a `write` that said false: there is room again. */
  onDrain: (() => void) | null
  /** Last of all: both directions are done or the stream was reset by either side. */
  onClose: (() => void) | null

  /**
   * The response (server), 1xx first if wanted. Throws an Error with code `ERR_HTTP2_HEADERS` for a name that is no token
   * or a value with CR, LF or NUL.
   */
  sendHeaders(headers: HeadersInit, options?: { endStream?: boolean }): void
  /** Queues data. False: more than `highWaterMark` waits; it was taken, but wait for `onDrain` before the next. */
  write(data: Buffer | readonly Buffer[]): boolean
  /** Ends our direction after what waits, with trailers if given. */
  end(trailers?: HeadersInit): void
  /** Ends both directions at once; what waits is dropped. @default code CANCEL */
  reset(code?: number): void

  /** Holds received data back here (at most the stream's window); its sender is slowed down, nobody else. */
  pause(): void
  resume(): void
  /** True (the default): data counts as consumed when `onData` returns. False: when `consume` says so. */
  autoConsume: boolean
  /** Gives the sender credit for `bytes` more. Only with `autoConsume` false; the sum never exceeds what came. */
  consume(bytes: number): void

  /** Bytes that wait to be sent. */
  readonly queued: number
  /** Bytes handed out or held back that have not been consumed. */
  readonly unconsumed: number
  readonly paused: boolean
  /** END_STREAM came / was sent or queued. */
  readonly remoteEnded: boolean
  readonly localEnded: boolean
  readonly closed: boolean
}
