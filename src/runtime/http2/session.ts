/**
 * One HTTP/2 connection over any byte transport: `createSession` (the contract is in types.ts).
 *
 * Owns the streams, what waits to be sent, and the end of it all. Frames of the peer are handled in inbound.ts, the order
 * of DATA is made in send-queue.ts. All that is sent within one turn goes to the transport in one call.
 */
import { monotonicNow } from '../core/clock.ts'
import { headersError, INTERNAL_ERROR, NO_ERROR, REFUSED_STREAM, sessionError } from './errors.ts'
import { FrameParser } from './frame-parser.ts'
import {
  CLIENT_PREFACE,
  DEFAULT_MAX_FRAME_SIZE,
  DEFAULT_WINDOW,
  dataHeader,
  goaway,
  headerFrames,
  LARGEST_MAX_FRAME_SIZE,
  LARGEST_WINDOW,
  ping,
  rstStream,
  STREAM_ID_MASK,
  windowUpdate,
} from './frames.ts'
import { toFields } from './headers.ts'
import { createEncoder } from './hpack.ts'
import { Inbound, type InboundHost } from './inbound.ts'
import { SendQueue } from './send-queue.ts'
import { defaultPeerSettings, settingsFrame } from './settings.ts'
import { Http2Stream } from './stream.ts'
import type { Headers, HeadersInit, Limits, Session, SessionOptions, Stream } from './types.ts'

const DEFAULT_STREAM_WINDOW = 1_048_576
const DEFAULT_CONNECTION_WINDOW = 16_777_216

const DEFAULT_LIMITS: Limits = {
  maxHeaderListSize: 65_536,
  maxConcurrentStreams: 10_000,
  maxFrameSize: 262_144,
  highWaterMark: 262_144,
  maxUnconsumed: 536_870_912,
  fullAt: Number.POSITIVE_INFINITY,
}

/** Bytes of DATA given to the transport in one call: enough for one large write, little enough to stay fair. */
const BATCH = 262_144

/** Answers (PING, SETTINGS) that wait because the peer does not read. */
const MAX_WAITING_REPLIES = 1_000

/** Pings under way. One is enough to see that a peer lives. */
const MAX_PINGS = 16

class Http2Session implements InboundHost {
  readonly role: 'client' | 'server'
  readonly limits: Limits
  readonly streamWindow: number
  readonly connectionWindow: number
  readonly highWaterMark: number
  readonly streams = new Map<number, Http2Stream>()
  readonly peer = defaultPeerSettings()
  readonly now: () => number
  unconsumed = 0
  closed = false
  #options: SessionOptions
  #inbound: Inbound
  #parser: FrameParser
  #encoder = createEncoder()
  #queue = new SendQueue(DEFAULT_WINDOW)
  #out: Buffer[] = []
  #waitingReplies = 0
  #prefaceSent = false
  #blocked = false
  #scheduled = false
  #flushing = false
  #closing = false
  #peerLeft = false
  #isFull = false
  #pings: { sentAt: number; callback: (milliseconds: number | null) => void }[] = []
  /** One function for all turns: nothing is allocated to schedule a flush. */
  #task = () => {
    this.#scheduled = false
    this.flush()
  }

  constructor(options: SessionOptions) {
    this.#options = options
    this.role = options.role
    this.limits = { ...DEFAULT_LIMITS, ...options.limits }
    this.limits.maxFrameSize = clamp(this.limits.maxFrameSize, DEFAULT_MAX_FRAME_SIZE, LARGEST_MAX_FRAME_SIZE)
    this.highWaterMark = this.limits.highWaterMark
    this.streamWindow = clamp(options.streamWindow ?? DEFAULT_STREAM_WINDOW, DEFAULT_WINDOW, LARGEST_WINDOW)
    this.connectionWindow = clamp(options.connectionWindow ?? DEFAULT_CONNECTION_WINDOW, DEFAULT_WINDOW, LARGEST_WINDOW)
    this.now = options.now ?? monotonicNow
    this.#inbound = new Inbound(this)
    this.#parser = new FrameParser(this.#inbound, {
      maxFrameSize: this.limits.maxFrameSize,
      maxBlock: this.limits.maxHeaderListSize,
      expectPreface: this.role === 'server',
    })
  }

  get openStreams(): number {
    return this.streams.size
  }

  get available(): boolean {
    return (
      this.role === 'client' &&
      !this.closed &&
      !this.refusing &&
      this.streams.size < this.peer.maxConcurrentStreams &&
      this.#inbound.nextOwnId <= STREAM_ID_MASK
    )
  }

  get refusing(): boolean {
    return this.#closing || this.#peerLeft
  }

  // What the caller does

  receive(chunk: Buffer): void {
    if (this.closed) return
    try {
      this.#parser.receive(chunk)
    } catch (error) {
      this.#broken(error)
    }
  }

  transportEnded(error?: Error): void {
    this.#over(INTERNAL_ERROR, error, true)
  }

  drain(): void {
    if (!this.#blocked) return
    this.#blocked = false
    this.flush()
  }

  request(headers: HeadersInit, options?: { endStream?: boolean }): Stream | null {
    if (!this.available) return null
    const fields = toFields(headers)
    const method = fields[fields.indexOf(':method') + 1]
    if (!fields.includes(':method')) throw headersError('a request without :method')
    const id = this.#inbound.nextOwnId
    this.#inbound.nextOwnId += 2
    const stream = new Http2Stream(this, id, this.peer.initialWindow)
    stream.requestMethod = method as string
    stream.headersSent = true
    this.streams.set(id, stream)
    const endStream = options?.endStream === true
    this.#emitFields(id, fields, endStream)
    if (endStream) {
      stream.localEnded = true
      stream.ended()
    }
    return stream
  }

  ping(callback: (milliseconds: number | null) => void): boolean {
    if (this.closed || this.#pings.length >= MAX_PINGS) return false
    this.#pings.push({ sentAt: this.now(), callback })
    this.emit(ping(PING_PAYLOAD, false))
    return true
  }

  close(): void {
    this.#closing = true
    this.#closeIfIdle()
  }

  destroy(code: number = NO_ERROR): void {
    if (this.closed) return
    this.#sayGoodbye(code, '')
    this.#over(code, code === NO_ERROR ? undefined : sessionError(code, 'ended on this side'), false)
  }

  /** One call of `send` for what is there, then the streams that have room again may fill up. */
  flush(): void {
    if (this.#flushing || this.#blocked || this.closed) return
    this.#flushing = true
    try {
      this.#sendAll()
    } catch (error) {
      this.#broken(error)
    }
    this.#flushing = false
  }

  #sendAll(): void {
    while (!this.#blocked && !this.closed) {
      this.#queue.fill(this.#out, BATCH, this.peer.maxFrameSize)
      if (this.#out.length === 0 || this.closed) break
      this.#send()
      this.#callDrained()
    }
  }

  #send(): void {
    const buffers = this.#out
    this.#out = []
    this.#waitingReplies = 0
    if (!this.#options.send(buffers)) this.#blocked = true
  }

  #callDrained(): void {
    const { sent } = this.#queue
    if (sent.length === 0) return
    for (const stream of sent.splice(0)) stream.drained()
  }

  // What streams and the inbound half do

  emit(frame: Buffer): void {
    if (this.closed) return
    if (!this.#prefaceSent) this.#sendPreface()
    this.#out.push(frame)
    this.#schedule()
  }

  reply(frame: Buffer): boolean {
    this.emit(frame)
    return ++this.#waitingReplies <= MAX_WAITING_REPLIES
  }

  emitHeaders(stream: Http2Stream, headers: HeadersInit, endStream: boolean): void {
    this.#emitFields(stream.id, toFields(headers), endStream)
  }

  #emitFields(id: number, fields: string[], endStream: boolean): void {
    const block = this.#encoder.encode(fields)
    for (const part of headerFrames(id, block, { endStream, maxFrameSize: this.peer.maxFrameSize })) this.emit(part)
  }

  emitEnd(stream: Http2Stream): void {
    this.emit(dataHeader(stream.id, 0, true))
  }

  emitReset(stream: { id: number }, code: number): void {
    this.#inbound.noteReset(stream.id)
    this.emit(rstStream(stream.id, code))
  }

  wake(stream: Http2Stream): void {
    this.#queue.add(stream)
    if (this.#queue.sendable) this.#schedule()
  }

  account(bytes: number): void {
    this.unconsumed += bytes
    if (bytes < 0) this.#inbound.returnCredit()
    const { fullAt } = this.limits
    const isFull = this.unconsumed > (this.#isFull ? fullAt / 2 : fullAt)
    if (isFull === this.#isFull) return
    this.#isFull = isFull
    this.#options.onFull?.(isFull)
  }

  forget(stream: Http2Stream): void {
    this.streams.delete(stream.id)
    this.#closeIfIdle()
  }

  openPeerStream(id: number): Http2Stream {
    const stream = new Http2Stream(this, id, this.peer.initialWindow)
    this.streams.set(id, stream)
    return stream
  }

  announceStream(stream: Http2Stream, headers: Headers, endStream: boolean): void {
    this.#options.onStream?.(stream, headers, endStream)
  }

  settingsChanged(windowDelta: number): boolean {
    this.#encoder.setTableSize(this.peer.headerTableSize)
    if (windowDelta !== 0)
      for (const stream of this.streams.values()) if (!stream.growSendWindow(windowDelta)) return false
    return true
  }

  growConnection(increment: number): boolean {
    if (!this.#queue.grow(increment)) return false
    if (this.#queue.sendable) this.#schedule()
    return true
  }

  pingAnswered(): void {
    const oldest = this.#pings.shift()
    if (oldest) oldest.callback(this.now() - oldest.sentAt)
    else this.#inbound.ignored()
  }

  peerLeaves(code: number, lastStreamId: number): void {
    this.#peerLeft = true
    this.#options.onGoAway?.(code, lastStreamId)
    if (this.role === 'client')
      for (const stream of [...this.streams.values()]) if (stream.id > lastStreamId) stream.abort(REFUSED_STREAM, true)
    this.#closeIfIdle()
  }

  fail(code: number, message: string): void {
    if (this.closed) return
    this.emit(goaway(this.#inbound.lastPeerId, code, message))
    this.#over(code, sessionError(code, message), false)
  }

  // Beginning and end

  #schedule(): void {
    if (this.#scheduled || this.#blocked || this.#flushing) return
    this.#scheduled = true
    queueMicrotask(this.#task)
  }

  #sendPreface(): void {
    this.#prefaceSent = true
    if (this.role === 'client') this.#out.push(CLIENT_PREFACE)
    const { maxConcurrentStreams, maxFrameSize, maxHeaderListSize } = this.limits
    const initialWindow = this.streamWindow
    this.#out.push(settingsFrame({ maxConcurrentStreams, initialWindow, maxFrameSize, maxHeaderListSize }))
    const more = this.connectionWindow - DEFAULT_WINDOW
    if (more > 0) this.#out.push(windowUpdate(0, more))
  }

  #closeIfIdle(): void {
    if (this.closed || !this.refusing || this.streams.size > 0) return
    this.#sayGoodbye(NO_ERROR, '')
    this.#over(NO_ERROR, undefined, false)
  }

  /** A callback threw: where the parser or the queue stands is not known any more. */
  #broken(error: unknown): void {
    if (this.closed) return
    const text = error instanceof Error ? error.message : String(error)
    this.#sayGoodbye(INTERNAL_ERROR, '')
    this.#over(INTERNAL_ERROR, sessionError(INTERNAL_ERROR, `a callback threw: ${text}`), false)
  }

  /** GOAWAY, unless nothing was said before. */
  #sayGoodbye(code: number, text: string): void {
    if (this.#prefaceSent) this.emit(goaway(this.#inbound.lastPeerId, code, text))
  }

  #over(code: number, error: Error | undefined, transportGone: boolean): void {
    if (this.closed) return
    this.closed = true
    this.#parser.stop()
    this.#queue.clear()
    if (!transportGone && this.#out.length > 0) this.#options.send(this.#out)
    this.#out = []
    for (const stream of [...this.streams.values()]) {
      // What came whole is still read to its end.
      if (stream.holdsEnd) stream.receiveReset(NO_ERROR)
      else stream.abort(code, transportGone)
    }
    for (const { callback } of this.#pings.splice(0)) callback(null)
    this.#options.onClose?.(error)
  }
}

/** We tell pings apart by their order, so all carry the same 8 bytes. */
const PING_PAYLOAD = Buffer.from('ztm-ping', 'latin1')

function clamp(value: number, low: number, high: number): number {
  return Math.min(Math.max(value, low), high)
}

/** A session that has neither sent nor received anything. */
export function createSession(options: SessionOptions): Session {
  return new Http2Session(options)
}
