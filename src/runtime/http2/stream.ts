/**
 * One stream of a session (RFC 9113, section 5): its two directions, its windows, what waits in it.
 *
 * Owns the data held back on either side, both bounded: received data by the window that the peer was given, data to send
 * by the caller, who stops when `write` says false. When its data goes out is the session's choice (send-queue.ts).
 */
import { ByteQueue } from './byte-queue.ts'
import { CANCEL, FLOW_CONTROL_ERROR, NO_ERROR, PROTOCOL_ERROR } from './errors.ts'
import { LARGEST_WINDOW, windowUpdate } from './frames.ts'
import { contentLength } from './headers.ts'
import type { Headers, HeadersInit, Session, Stream } from './types.ts'

/** What a stream needs of its session. */
export interface StreamHost extends Session {
  readonly streamWindow: number
  readonly highWaterMark: number
  /** Puts a control frame into what is sent next. */
  emit(frame: Buffer): void
  emitHeaders(stream: Http2Stream, headers: HeadersInit, endStream: boolean): void
  /** DATA without payload, END_STREAM. */
  emitEnd(stream: Http2Stream): void
  emitReset(stream: { id: number }, code: number): void
  /** The stream may have something to send now. */
  wake(stream: Http2Stream): void
  /** The sum of unconsumed bytes changed. */
  account(bytes: number): void
  forget(stream: Http2Stream): void
}

/**
 * Part of the window that must be consumed before the peer is told, while we still send. After we have ended our
 * direction a Pipy client may already have forgotten the stream, and it answers a WINDOW_UPDATE for a forgotten stream by
 * closing the session (src/filters/http2.cpp), so later updates wait until they are really needed.
 */
const UPDATE_SHARE = 1 / 2
const UPDATE_SHARE_AFTER_END = 7 / 8

/** Part of the high-water mark to which the queue must fall before `onDrain`: pieces of a useful size, without a gap. */
const DRAIN_SHARE = 1 / 2

export class Http2Stream implements Stream {
  readonly id: number
  readonly session: StreamHost
  onHeaders: Stream['onHeaders'] = null
  onData: Stream['onData'] = null
  onTrailers: Stream['onTrailers'] = null
  onEnd: Stream['onEnd'] = null
  onReset: Stream['onReset'] = null
  onDrain: Stream['onDrain'] = null
  onClose: Stream['onClose'] = null
  autoConsume = true

  // Receiving
  paused = false
  remoteEnded = false
  unconsumed = 0
  recvWindow: number
  /** The final response (client) came; a server's stream begins with its request. */
  headersReceived = false
  /** What we asked with; a server's stream has none. */
  requestMethod = ''
  readonly inbox = new ByteQueue()
  /** Consumed, and not yet told to the peer. */
  #owed = 0
  #trailers: Headers | null = null
  #endDelivered = false
  #delivering = false
  /** By content-length; -1 if nobody said. */
  #expected = -1
  #received = 0
  #noBody = false

  // Sending
  localEnded = false
  sendWindow: number
  headersSent = false
  endSent = false
  readonly outbox = new ByteQueue()
  outTrailers: HeadersInit | null = null
  needsDrain = false
  /** Links of the send queue. */
  ready = false
  next: Http2Stream | null = null

  closed = false

  constructor(session: StreamHost, id: number, sendWindow: number) {
    this.session = session
    this.id = id
    this.sendWindow = sendWindow
    this.recvWindow = session.streamWindow
  }

  get queued(): number {
    return this.outbox.length
  }

  // What the caller does

  sendHeaders(headers: HeadersInit, options?: { endStream?: boolean }): void {
    if (this.closed || this.localEnded || this.headersSent) return
    const endStream = options?.endStream === true && !isInformational(headers)
    this.session.emitHeaders(this, headers, endStream)
    if (isInformational(headers)) return
    this.headersSent = true
    if (endStream) {
      this.outbox.clear()
      this.localEnded = true
      this.ended()
    } else if (this.outbox.length > 0) this.session.wake(this)
    else if (this.localEnded) this.finish()
  }

  write(data: Buffer | readonly Buffer[]): boolean {
    if (this.closed || this.localEnded) return true
    if (Buffer.isBuffer(data)) this.outbox.push(data)
    else for (const buffer of data) this.outbox.push(buffer)
    if (this.outbox.length > 0 && !this.ready) this.session.wake(this)
    if (this.outbox.length < this.session.highWaterMark) return true
    this.needsDrain = true
    return false
  }

  end(trailers?: HeadersInit): void {
    if (this.closed || this.localEnded) return
    this.localEnded = true
    this.needsDrain = false
    if (trailers) this.outTrailers = trailers
    if (this.headersSent && this.outbox.length === 0) this.finish()
  }

  reset(code: number = CANCEL): void {
    if (this.closed) return
    this.session.emitReset(this, code)
    this.#close()
  }

  pause(): void {
    this.paused = true
  }

  resume(): void {
    this.paused = false
    this.#deliverHeld()
  }

  consume(bytes: number): void {
    if (!this.closed && bytes > 0) this.#credit(Math.min(bytes, this.unconsumed - this.inbox.length))
  }

  // What the session does

  /** Headers of a request, of a response, or after the data. */
  setExpectedBody(headers: Headers, noBody: boolean): boolean {
    const length = contentLength(headers)
    if (length === null) return false
    this.#expected = length
    this.#noBody = noBody
    return true
  }

  /** A piece of DATA; the window was charged for it before. */
  receiveData(chunk: Buffer): void {
    this.#received += chunk.length
    if (this.#expected >= 0 && this.#received > this.#expected && !this.#noBody) return this.fail(PROTOCOL_ERROR)
    this.unconsumed += chunk.length
    this.session.account(chunk.length)
    if (this.paused || this.#delivering || this.inbox.length > 0) this.inbox.push(chunk)
    else {
      this.#deliver(chunk)
      if (this.inbox.length > 0) this.#deliverHeld()
    }
  }

  /** Padding counts against the window and is consumed at once. */
  receivePadding(bytes: number): void {
    if (this.closed) return
    this.unconsumed += bytes
    this.session.account(bytes)
    this.#credit(bytes)
  }

  receiveEnd(trailers: Headers | null): void {
    if (this.#expected >= 0 && this.#received !== this.#expected && !this.#noBody) return this.fail(PROTOCOL_ERROR)
    this.remoteEnded = true
    this.#trailers = trailers
    this.#deliverHeld()
  }

  /** RST_STREAM came. */
  receiveReset(code: number): void {
    // A server that has answered in full says so to stop the rest of the request (section 8.1): the answer stands.
    if (this.remoteEnded && code === NO_ERROR) {
      this.outbox.clear()
      this.localEnded = true
      this.ended()
    } else this.abort(code, true)
  }

  /** A fault of the peer on this stream alone. */
  fail(code: number): void {
    if (this.closed) return
    this.session.emitReset(this, code)
    this.abort(code, false)
  }

  abort(code: number, remote: boolean): void {
    if (this.closed) return
    const { onReset } = this
    const onClose = this.onClose
    this.onClose = null
    this.#close()
    onReset?.(code, remote)
    onClose?.()
  }

  /** The peer's window grew, or its SETTINGS changed all windows. */
  growSendWindow(bytes: number): boolean {
    if (this.sendWindow + bytes > LARGEST_WINDOW) return false
    this.sendWindow += bytes
    if (this.sendWindow > 0 && this.outbox.length > 0) this.session.wake(this)
    return true
  }

  receiveWindowUpdate(increment: number): void {
    if (increment === 0) this.fail(PROTOCOL_ERROR)
    else if (!this.growSendWindow(increment)) this.fail(FLOW_CONTROL_ERROR)
  }

  /** True while DATA can go out, as far as this stream is concerned. */
  get sendable(): boolean {
    return this.outbox.length > 0 && this.sendWindow > 0 && this.headersSent && !this.closed
  }

  /** True while a complete message waits for its reader. */
  get holdsEnd(): boolean {
    return this.remoteEnded && !this.#endDelivered
  }

  /** All data is out: END_STREAM, in trailers or in DATA of its own. */
  finish(): void {
    if (this.endSent) return
    if (this.outTrailers) this.session.emitHeaders(this, this.outTrailers, true)
    else this.session.emitEnd(this)
    this.ended()
  }

  /** END_STREAM went out. */
  ended(): void {
    this.endSent = true
    this.#closeIfDone()
  }

  /** After data went out. */
  drained(): void {
    if (!this.needsDrain || this.outbox.length > this.session.highWaterMark * DRAIN_SHARE) return
    this.needsDrain = false
    this.onDrain?.()
  }

  #deliver(chunk: Buffer): void {
    this.#delivering = true
    this.onData?.(chunk)
    this.#delivering = false
    if (this.autoConsume || !this.onData) this.#credit(chunk.length)
  }

  #deliverHeld(): void {
    if (this.#delivering) return
    while (!this.paused && !this.closed) {
      const chunk = this.inbox.shift()
      if (!chunk) break
      this.#deliver(chunk)
    }
    if (!this.remoteEnded || this.paused || this.closed || this.#endDelivered) return
    this.#endDelivered = true
    if (this.#trailers) this.onTrailers?.(this.#trailers)
    if (!this.closed) this.onEnd?.()
    this.#closeIfDone()
  }

  #credit(bytes: number): void {
    if (this.closed || bytes <= 0) return
    this.unconsumed -= bytes
    this.session.account(-bytes)
    if (this.remoteEnded) return
    this.#owed += bytes
    if (this.#owed < this.session.streamWindow * (this.localEnded ? UPDATE_SHARE_AFTER_END : UPDATE_SHARE)) return
    this.recvWindow += this.#owed
    this.session.emit(windowUpdate(this.id, this.#owed))
    this.#owed = 0
  }

  #closeIfDone(): void {
    if (this.endSent && this.#endDelivered) this.#close()
  }

  #close(): void {
    if (this.closed) return
    this.closed = true
    this.localEnded = true
    this.outbox.clear()
    this.inbox.clear()
    this.needsDrain = false
    if (this.unconsumed > 0) this.session.account(-this.unconsumed)
    this.unconsumed = 0
    this.session.forget(this)
    this.onClose?.()
  }
}

function isInformational(headers: HeadersInit): boolean {
  const status = Array.isArray(headers)
    ? headers.find(([name]) => name === ':status')?.[1]
    : (headers as Record<string, unknown>)[':status']
  return /^1[0-9][0-9]$/.test(String(status))
}
