/**
 * What a session does with the frames of its peer (RFC 9113, sections 5 to 8).
 *
 * Owns the receiving half of the connection: its window, the header decoder, the ids that were used, the budgets against
 * floods. Answers each fault of the peer with the error that the RFC names, of the stream if possible. Sends through its
 * session.
 */
import {
  COMPRESSION_ERROR,
  ENHANCE_YOUR_CALM,
  FLOW_CONTROL_ERROR,
  NO_ERROR,
  PROTOCOL_ERROR,
  REFUSED_STREAM,
  STREAM_CLOSED,
} from './errors.ts'
import { type Budget, createBudget } from './flood.ts'
import type { FrameHandler } from './frame-parser.ts'
import {
  ACK,
  DEFAULT_WINDOW,
  GOAWAY,
  PING,
  ping,
  RST_STREAM,
  SETTINGS,
  STREAM_ID_MASK,
  WINDOW_UPDATE,
  windowUpdate,
} from './frames.ts'
import { fromFields } from './headers.ts'
import { createDecoder, type HpackDecoder } from './hpack.ts'
import { type PeerSettings, readSettings, settingsAck } from './settings.ts'
import type { Http2Stream, StreamHost } from './stream.ts'
import type { Headers, Limits } from './types.ts'

/** What the inbound half needs of its session. */
export interface InboundHost extends StreamHost {
  readonly streams: ReadonlyMap<number, Http2Stream>
  readonly limits: Limits
  readonly connectionWindow: number
  readonly peer: PeerSettings
  /** True if new streams of the peer are refused: we are closing. */
  readonly refusing: boolean
  now(): number
  /** An answer that the peer provoked; false if too many of them wait to be sent. */
  reply(frame: Buffer): boolean
  fail(code: number, message: string): void
  openPeerStream(id: number): Http2Stream
  announceStream(stream: Http2Stream, headers: Headers, endStream: boolean): void
  settingsChanged(windowDelta: number): boolean
  growConnection(increment: number): boolean
  pingAnswered(): void
  peerLeaves(code: number, lastStreamId: number): void
}

/** Frames that carry nothing (empty DATA, PING, SETTINGS, PRIORITY, unknown): a healthy peer sends a few per second. */
const IDLE_BURST = 10_000
const IDLE_PER_SECOND = 1_000

/** Streams that the peer resets before we answered, or that we have to reset: more than all it may have open at once. */
const RESETS_PER_SECOND = 200

/** Ids that we have reset, for which frames may still be under way. */
const REMEMBERED_RESETS = 4_096

export class Inbound implements FrameHandler {
  #host: InboundHost
  #decoder: HpackDecoder
  #idle: Budget
  #resets: Budget
  /** Bytes that the peer may still send on the connection. */
  #window: number
  /** Bytes received for which no credit was given yet. */
  #owed = 0
  #current: Http2Stream | null = null
  #wasReset = new Set<number>()
  #frameLength = 0
  /** The highest id that the peer has opened. */
  lastPeerId = 0
  /** The next id that we open; ids from here on are idle. */
  nextOwnId = 1

  constructor(host: InboundHost) {
    this.#host = host
    this.#decoder = createDecoder(host.limits.maxHeaderListSize)
    this.#window = Math.max(host.connectionWindow, DEFAULT_WINDOW)
    const now = () => host.now()
    this.#idle = createBudget({ burst: IDLE_BURST, perSecond: IDLE_PER_SECOND, now })
    const burst = Math.max(1000, host.limits.maxConcurrentStreams)
    this.#resets = createBudget({ burst, perSecond: RESETS_PER_SECOND, now })
  }

  // DATA

  dataStart(streamId: number, length: number): void {
    const host = this.#host
    this.#frameLength = length
    this.#current = null
    this.#window -= length
    if (this.#window < 0) return host.fail(FLOW_CONTROL_ERROR, 'more DATA than the connection window')
    if (this.#isIdle(streamId)) return host.fail(PROTOCOL_ERROR, `DATA on stream ${streamId}, which nobody opened`)
    const stream = host.streams.get(streamId)
    if (!stream || stream.remoteEnded) return this.#lateFrame(streamId, stream)
    if (!stream.headersReceived) return this.#streamFault(stream, PROTOCOL_ERROR)
    stream.recvWindow -= length
    if (stream.recvWindow < 0) return this.#streamFault(stream, FLOW_CONTROL_ERROR)
    this.#current = stream
  }

  dataChunk(_streamId: number, chunk: Buffer): void {
    const stream = this.#current
    if (stream && !stream.closed) stream.receiveData(chunk)
  }

  dataEnd(_streamId: number, overhead: number, endStream: boolean): void {
    const stream = this.#current
    this.#current = null
    // Given back on receipt: the windows of streams bound what is kept, and a stream that is not read stalls no other.
    this.#owed += this.#frameLength
    this.returnCredit()
    if (stream && !stream.closed) {
      if (overhead > 0) stream.receivePadding(overhead)
      if (endStream && !stream.closed) stream.receiveEnd(null)
    }
    if (this.#frameLength === 0 && !endStream) this.ignored()
  }

  /** Tells the peer about consumed bytes of the connection, unless too much is unconsumed in all. */
  returnCredit(): void {
    const { connectionWindow, limits, unconsumed } = this.#host
    if (this.#owed < connectionWindow / 2 || unconsumed > limits.maxUnconsumed) return
    this.#window += this.#owed
    this.#host.emit(windowUpdate(0, this.#owed))
    this.#owed = 0
  }

  // HEADERS

  headers(streamId: number, block: Buffer, endStream: boolean): void {
    const host = this.#host
    // Also for streams that are gone: the decoder has to see every block.
    const decoded = this.#decoder.decode(block)
    if (!decoded) return host.fail(COMPRESSION_ERROR, 'a malformed header block')
    const isOurs = streamId % 2 === 1 && host.role === 'client'
    if (!isOurs && (host.role === 'client' || streamId % 2 === 0))
      return host.fail(PROTOCOL_ERROR, `HEADERS on stream ${streamId}, which no peer of ours may open`)
    if (isOurs && this.#isIdle(streamId))
      return host.fail(PROTOCOL_ERROR, `HEADERS on stream ${streamId}, which nobody opened`)
    const stream = host.streams.get(streamId)
    if (!isOurs && streamId > this.lastPeerId) return this.#request(streamId, decoded, endStream)
    if (!stream || stream.remoteEnded) return this.#lateFrame(streamId, stream)
    if (decoded.tooLong) return this.#streamFault(stream, ENHANCE_YOUR_CALM)
    if (stream.headersReceived) return this.#trailers(stream, decoded.fields, endStream)
    this.#response(stream, decoded.fields, endStream)
  }

  #request(id: number, decoded: { fields: string[]; tooLong: boolean }, endStream: boolean): void {
    const host = this.#host
    this.lastPeerId = id
    if (host.refusing || host.streams.size >= host.limits.maxConcurrentStreams) return this.#refuse(id, REFUSED_STREAM)
    if (decoded.tooLong) return this.#refuse(id, ENHANCE_YOUR_CALM)
    const headers = fromFields(decoded.fields, 'request')
    if (typeof headers === 'string') return this.#refuse(id, PROTOCOL_ERROR)
    const stream = host.openPeerStream(id)
    stream.headersReceived = true
    if (!stream.setExpectedBody(headers, headers[':method'] === 'CONNECT'))
      return this.#streamFault(stream, PROTOCOL_ERROR)
    host.announceStream(stream, headers, endStream)
    if (endStream && !stream.closed) stream.receiveEnd(null)
  }

  #refuse(id: number, code: number): void {
    this.#host.emitReset({ id }, code)
    this.#countReset()
  }

  #response(stream: Http2Stream, fields: string[], endStream: boolean): void {
    const headers = fromFields(fields, 'response')
    if (typeof headers === 'string') return this.#streamFault(stream, PROTOCOL_ERROR)
    const status = headers[':status'] as string
    if (status.charCodeAt(0) === 0x31) {
      if (endStream || status === '101') return this.#streamFault(stream, PROTOCOL_ERROR)
      if (!this.#idle.take()) return this.#calm('informational responses')
      stream.onHeaders?.(headers, false, true)
      return
    }
    stream.headersReceived = true
    const { requestMethod } = stream
    const noBody = requestMethod === 'HEAD' || requestMethod === 'CONNECT' || status === '204' || status === '304'
    if (!stream.setExpectedBody(headers, noBody)) return this.#streamFault(stream, PROTOCOL_ERROR)
    stream.onHeaders?.(headers, endStream, false)
    if (endStream && !stream.closed) stream.receiveEnd(null)
  }

  #trailers(stream: Http2Stream, fields: string[], endStream: boolean): void {
    const headers = fromFields(fields, 'trailers')
    if (typeof headers === 'string' || !endStream) return this.#streamFault(stream, PROTOCOL_ERROR)
    stream.receiveEnd(headers)
  }

  // Everything else

  control(type: number, f: { flags: number; streamId: number; payload: Buffer }): void {
    const { flags, streamId, payload } = f
    if (type === SETTINGS) this.#settings(payload, (flags & ACK) !== 0)
    else if (type === PING) this.#ping(payload, (flags & ACK) !== 0)
    else if (type === GOAWAY) this.#host.peerLeaves(payload.readUInt32BE(4), payload.readUInt32BE(0) & STREAM_ID_MASK)
    else if (type === RST_STREAM) this.#rstStream(streamId, payload.readUInt32BE(0))
    else if (type === WINDOW_UPDATE) this.#windowUpdate(streamId, payload.readUInt32BE(0) & STREAM_ID_MASK)
  }

  ignored(): void {
    if (!this.#idle.take()) this.#calm('frames without effect')
  }

  fault(code: number, message: string): void {
    this.#host.fail(code, message)
  }

  #settings(payload: Buffer, isAck: boolean): void {
    const host = this.#host
    if (!this.#idle.take()) return this.#calm('SETTINGS')
    if (isAck) return
    const before = host.peer.initialWindow
    const error = readSettings(payload, host.peer, host.role === 'client')
    if (error !== NO_ERROR) return host.fail(error, 'a value in SETTINGS')
    if (!host.settingsChanged(host.peer.initialWindow - before))
      return host.fail(FLOW_CONTROL_ERROR, 'SETTINGS overflow a stream window')
    if (!host.reply(settingsAck())) this.#calm('SETTINGS while it reads nothing')
  }

  #ping(payload: Buffer, isAck: boolean): void {
    if (isAck) return this.#host.pingAnswered()
    if (!this.#idle.take()) return this.#calm('PING')
    if (!this.#host.reply(ping(payload, true))) this.#calm('PING while it reads nothing')
  }

  #rstStream(streamId: number, code: number): void {
    if (this.#isIdle(streamId))
      return this.#host.fail(PROTOCOL_ERROR, `RST_STREAM on stream ${streamId}, which nobody opened`)
    const stream = this.#host.streams.get(streamId)
    if (!stream) return this.ignored()
    const wasAnswered = stream.headersSent
    stream.receiveReset(code)
    if (!wasAnswered) this.#countReset()
  }

  #windowUpdate(streamId: number, increment: number): void {
    const host = this.#host
    if (streamId === 0) {
      if (increment === 0) return host.fail(PROTOCOL_ERROR, 'WINDOW_UPDATE of 0')
      if (!host.growConnection(increment))
        host.fail(FLOW_CONTROL_ERROR, 'WINDOW_UPDATE overflows the connection window')
      return
    }
    if (this.#isIdle(streamId))
      return host.fail(PROTOCOL_ERROR, `WINDOW_UPDATE on stream ${streamId}, which nobody opened`)
    const stream = host.streams.get(streamId)
    if (stream) stream.receiveWindowUpdate(increment)
    else this.ignored()
  }

  /** Frames for a stream that was reset by us are on their way for a while; others should not come. */
  #lateFrame(streamId: number, stream: Http2Stream | undefined): void {
    if (!stream && this.#wasReset.has(streamId)) return
    if (stream) this.#streamFault(stream, STREAM_CLOSED)
    else this.#refuse(streamId, STREAM_CLOSED)
  }

  #streamFault(stream: Http2Stream, code: number): void {
    stream.fail(code)
    this.#countReset()
  }

  #countReset(): void {
    if (!this.#resets.take()) this.#calm('streams that come to nothing')
  }

  #calm(what: string): void {
    this.#host.fail(ENHANCE_YOUR_CALM, `too many ${what}`)
  }

  /** Remembers an id that we have reset. */
  noteReset(id: number): void {
    if (this.#wasReset.size >= REMEMBERED_RESETS) {
      const [oldest] = this.#wasReset
      this.#wasReset.delete(oldest as number)
    }
    this.#wasReset.add(id)
  }

  #isIdle(streamId: number): boolean {
    if (this.#host.role === 'client') return streamId % 2 === 0 || streamId >= this.nextOwnId
    return streamId % 2 === 0 || streamId > this.lastPeerId
  }
}
