/**
 * Bytes to frames (RFC 9113, sections 4.1, 4.3 and 6), whatever the chunks they come in.
 *
 * Owns what is incomplete: a frame header, one control frame or one header block, each of bounded size. DATA is never
 * kept: its payload goes on as slices of the chunk. Checks sizes and the order of header blocks; knows no streams.
 */
import { ENHANCE_YOUR_CALM, FRAME_SIZE_ERROR, PROTOCOL_ERROR } from './errors.ts'
import {
  ACK,
  CLIENT_PREFACE,
  CONTINUATION,
  DATA,
  END_HEADERS,
  END_STREAM,
  FRAME_HEADER_SIZE,
  GOAWAY,
  HAS_PRIORITY,
  HEADERS,
  PADDED,
  PING,
  PRIORITY,
  PUSH_PROMISE,
  RST_STREAM,
  SETTINGS,
  STREAM_ID_MASK,
  WINDOW_UPDATE,
} from './frames.ts'

/** Frames of one header block. Pipy cuts blocks into 1,024 bytes, so 64 KiB of headers come in 64. */
const MAX_BLOCK_FRAMES = 256

/** SETTINGS and GOAWAY longer than this say nothing that we want to keep. */
const MAX_CONTROL_SIZE = 16_384

export interface FrameHandler {
  /** A DATA frame begins; `length` is what flow control counts, padding included. */
  dataStart(streamId: number, length: number): void
  /** A piece of its payload. */
  dataChunk(streamId: number, chunk: Buffer): void
  /** Its end; `overhead` is what was padding. */
  dataEnd(streamId: number, overhead: number, endStream: boolean): void
  headers(streamId: number, block: Buffer, endStream: boolean): void
  /** SETTINGS, PING, GOAWAY, RST_STREAM or WINDOW_UPDATE of a valid size, on a stream where it may be. */
  control(type: number, f: { flags: number; streamId: number; payload: Buffer }): void
  /** A frame that says nothing to us: PRIORITY or an unknown type. */
  ignored(): void
  /** The connection is beyond repair. Nothing more is parsed. */
  fault(code: number, message: string): void
}

const PREFACE = 0
const FRAME = 1
const PAYLOAD = 2
const DATA_PAYLOAD = 3
const SKIP = 4
const STOPPED = 5

export class FrameParser {
  #handler: FrameHandler
  #maxFrameSize: number
  #maxBlock: number
  #state: number
  #isFirst = true
  /** What came of a preface, a frame header or a payload that is cut by the chunk's end. */
  #partial: Buffer = Buffer.allocUnsafeSlow(Math.max(FRAME_HEADER_SIZE, CLIENT_PREFACE.length))
  #filled = 0
  #payload: Buffer | null = null
  #type = 0
  #flags = 0
  #streamId = 0
  /** Bytes of this frame's payload that are still to come, without padding for DATA. */
  #rest = 0
  #padding = 0
  #overhead = 0
  #needsPadLength = false
  #block: Buffer[] | null = null
  #blockSize = 0
  #blockStream = 0
  #blockEndsStream = false

  constructor(handler: FrameHandler, o: { maxFrameSize: number; maxBlock: number; expectPreface: boolean }) {
    this.#handler = handler
    this.#maxFrameSize = o.maxFrameSize
    this.#maxBlock = o.maxBlock
    this.#state = o.expectPreface ? PREFACE : FRAME
  }

  /** The session is over: what is left of the chunk is not looked at. */
  stop(): void {
    this.#state = STOPPED
    this.#payload = null
    this.#block = null
  }

  receive(chunk: Buffer): void {
    let at = 0
    while (at < chunk.length) {
      switch (this.#state) {
        case DATA_PAYLOAD:
          at = this.#readData(chunk, at)
          break
        case FRAME:
          at = this.#readFrameHeader(chunk, at)
          break
        case PAYLOAD:
          at = this.#readPayload(chunk, at)
          break
        case SKIP:
          at = this.#skip(chunk, at)
          break
        case PREFACE:
          at = this.#readPreface(chunk, at)
          break
        default:
          return
      }
    }
  }

  #fail(code: number, message: string): void {
    this.stop()
    this.#handler.fault(code, message)
  }

  #readPreface(chunk: Buffer, at: number): number {
    const length = Math.min(CLIENT_PREFACE.length - this.#filled, chunk.length - at)
    if (chunk.compare(CLIENT_PREFACE, this.#filled, this.#filled + length, at, at + length) !== 0) {
      this.#fail(PROTOCOL_ERROR, 'the client preface is wrong')
      return at
    }
    this.#filled += length
    if (this.#filled === CLIENT_PREFACE.length) {
      this.#filled = 0
      this.#state = FRAME
    }
    return at + length
  }

  #readFrameHeader(chunk: Buffer, at: number): number {
    if (this.#filled === 0 && chunk.length - at >= FRAME_HEADER_SIZE) {
      this.#startFrame(chunk, at)
      return at + FRAME_HEADER_SIZE
    }
    const length = Math.min(FRAME_HEADER_SIZE - this.#filled, chunk.length - at)
    chunk.copy(this.#partial, this.#filled, at, at + length)
    this.#filled += length
    if (this.#filled === FRAME_HEADER_SIZE) {
      this.#filled = 0
      this.#startFrame(this.#partial, 0)
    }
    return at + length
  }

  #startFrame(h: Buffer, at: number): void {
    const length = ((h[at] as number) << 16) | ((h[at + 1] as number) << 8) | (h[at + 2] as number)
    const type = h[at + 3] as number
    this.#type = type
    this.#flags = h[at + 4] as number
    this.#streamId = h.readUInt32BE(at + 5) & STREAM_ID_MASK
    this.#rest = length
    if (length > this.#maxFrameSize) return this.#fail(FRAME_SIZE_ERROR, `a frame of ${length} bytes`)
    if (this.#isFirst && type !== SETTINGS) return this.#fail(PROTOCOL_ERROR, 'the first frame is not SETTINGS')
    this.#isFirst = false
    if (this.#block && (type !== CONTINUATION || this.#streamId !== this.#blockStream))
      return this.#fail(PROTOCOL_ERROR, 'a header block is interrupted')
    if (type === DATA) return this.#startData(length)
    const problem = this.#sizeProblem(type, length)
    if (problem) return this.#fail(problem, `a frame of type ${type} with ${length} bytes on stream ${this.#streamId}`)
    if (type === PRIORITY || type > CONTINUATION) {
      this.#state = length > 0 ? SKIP : FRAME
      return this.#handler.ignored()
    }
    this.#state = PAYLOAD
    if (length === 0) this.#endPayload(EMPTY)
  }

  #startData(length: number): void {
    if (this.#streamId === 0) return this.#fail(PROTOCOL_ERROR, 'DATA on stream 0')
    this.#needsPadLength = (this.#flags & PADDED) !== 0
    if (this.#needsPadLength && length === 0) return this.#fail(FRAME_SIZE_ERROR, 'DATA without its padding length')
    this.#padding = 0
    this.#overhead = 0
    this.#state = DATA_PAYLOAD
    this.#handler.dataStart(this.#streamId, length)
    if (length === 0 && this.#state === DATA_PAYLOAD) this.#endData()
  }

  /** Which error it is that such a frame comes, or 0. PRIORITY is advice that nobody takes any more: any size will do. */
  #sizeProblem(type: number, length: number): number {
    const onStream = this.#streamId !== 0
    switch (type) {
      case HEADERS:
        return !onStream ? PROTOCOL_ERROR : length > this.#maxBlock ? ENHANCE_YOUR_CALM : 0
      case CONTINUATION:
        if (!this.#block) return PROTOCOL_ERROR
        return this.#blockSize + length > this.#maxBlock || this.#block.length >= MAX_BLOCK_FRAMES
          ? ENHANCE_YOUR_CALM
          : 0
      case RST_STREAM:
        return !onStream ? PROTOCOL_ERROR : length !== 4 ? FRAME_SIZE_ERROR : 0
      case WINDOW_UPDATE:
        return length !== 4 ? FRAME_SIZE_ERROR : 0
      case PING:
        return onStream ? PROTOCOL_ERROR : length !== 8 ? FRAME_SIZE_ERROR : 0
      case SETTINGS:
        if (onStream) return PROTOCOL_ERROR
        if (length > MAX_CONTROL_SIZE) return ENHANCE_YOUR_CALM
        return length % 6 !== 0 || (this.#flags & ACK && length > 0) ? FRAME_SIZE_ERROR : 0
      case GOAWAY:
        if (onStream) return PROTOCOL_ERROR
        return length < 8 ? FRAME_SIZE_ERROR : length > MAX_CONTROL_SIZE ? ENHANCE_YOUR_CALM : 0
      case PUSH_PROMISE: // we switch push off, and a client never pushes
        return PROTOCOL_ERROR
      case PRIORITY:
        return onStream ? 0 : PROTOCOL_ERROR
      default:
        return 0
    }
  }

  #readData(chunk: Buffer, start: number): number {
    let at = start
    if (this.#needsPadLength) {
      this.#needsPadLength = false
      this.#padding = chunk[at++] as number
      this.#rest -= 1 + this.#padding
      this.#overhead = 1 + this.#padding
      if (this.#rest < 0) {
        this.#fail(PROTOCOL_ERROR, 'padding longer than its frame')
        return at
      }
    }
    if (this.#rest > 0 && at < chunk.length) {
      const end = Math.min(at + this.#rest, chunk.length)
      this.#rest -= end - at
      this.#handler.dataChunk(this.#streamId, at === 0 && end === chunk.length ? chunk : chunk.subarray(at, end))
      at = end
    }
    // The handler may have ended the session.
    if (this.#rest === 0 && this.#padding > 0 && this.#state === DATA_PAYLOAD) {
      const length = Math.min(this.#padding, chunk.length - at)
      this.#padding -= length
      at += length
    }
    if (this.#rest === 0 && this.#padding === 0 && this.#state === DATA_PAYLOAD) this.#endData()
    return at
  }

  #endData(): void {
    this.#state = FRAME
    this.#handler.dataEnd(this.#streamId, this.#overhead, (this.#flags & END_STREAM) !== 0)
  }

  #skip(chunk: Buffer, at: number): number {
    const length = Math.min(this.#rest, chunk.length - at)
    this.#rest -= length
    if (this.#rest === 0) this.#state = FRAME
    return at + length
  }

  #readPayload(chunk: Buffer, at: number): number {
    const length = Math.min(this.#rest, chunk.length - at)
    // A whole payload is taken as it is, except parts of header blocks, which would keep their chunks alive.
    if (!this.#payload && length === this.#rest) {
      this.#endPayload(chunk.subarray(at, at + length))
      return at + length
    }
    if (!this.#payload) {
      this.#payload = Buffer.allocUnsafe(this.#rest)
      this.#filled = 0
    }
    chunk.copy(this.#payload, this.#filled, at, at + length)
    this.#filled += length
    this.#rest -= length
    if (this.#rest === 0) {
      const payload = this.#payload
      this.#payload = null
      this.#filled = 0
      this.#endPayload(payload)
    }
    return at + length
  }

  #endPayload(payload: Buffer): void {
    this.#state = FRAME
    if (this.#type === HEADERS) this.#startBlock(payload)
    else if (this.#type === CONTINUATION) this.#addToBlock(payload)
    else this.#handler.control(this.#type, { flags: this.#flags, streamId: this.#streamId, payload })
  }

  #startBlock(payload: Buffer): void {
    let start = 0
    let end = payload.length
    if (this.#flags & PADDED) {
      if (end === 0) return this.#fail(FRAME_SIZE_ERROR, 'HEADERS without its padding length')
      end -= payload[0] as number
      start = 1
    }
    if (this.#flags & HAS_PRIORITY) start += 5
    if (start > end) return this.#fail(PROTOCOL_ERROR, 'HEADERS shorter than its padding and priority')
    this.#blockStream = this.#streamId
    this.#blockEndsStream = (this.#flags & END_STREAM) !== 0
    this.#block = []
    this.#blockSize = 0
    this.#addToBlock(payload.subarray(start, end))
  }

  #addToBlock(part: Buffer): void {
    const parts = this.#block as Buffer[]
    this.#blockSize += part.length
    if (this.#flags & END_HEADERS) {
      this.#block = null
      const block = parts.length === 0 ? part : Buffer.concat([...parts, part])
      this.#handler.headers(this.#blockStream, block, this.#blockEndsStream)
    } else parts.push(Buffer.from(part))
  }
}

const EMPTY = Buffer.alloc(0)
