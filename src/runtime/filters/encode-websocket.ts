/**
 * encodeWebSocket(): messages with heads { opcode, masked } to frames of WebSocket (RFC 6455, section 5). Follows class
 * Encoder of Pipy's src/filters/websocket.cpp: start and end of the message pass too.
 *
 * Owns the bytes that do not fill a frame yet. Long messages are sent in pieces. Masks are random for real: they keep
 * proxies from being tricked (section 10.3).
 */
import { randomBytes } from 'node:crypto'
import { Data } from '../core/data.ts'
import { MessageEnd, MessageStart, type PipyEvent, StreamEnd } from '../core/events.ts'
import type { FilterKind } from '../core/layout.ts'
import type { Pipeline } from '../core/pipeline.ts'
import { Stage } from '../core/stage.ts'
import { maskWith } from './websocket-mask.ts'

/** Bytes of a piece; Pipy's. */
const pieceSize = 16 * 1024

const text = 1
const isLast = 0x80
const isMasked = 0x80
const shortest16 = 126
const shortest64 = 0x10000

class EncodeWebSocketStage extends Stage {
  private readonly buffer = new Data()
  private message: { opcode: number; masked: boolean } | undefined
  /** The opcode is in the first piece only. */
  private isContinued = false

  write(event: PipyEvent): void {
    if (event instanceof MessageStart) this.begin(event)
    else if (event instanceof Data) this.add(event)
    else if (event instanceof MessageEnd) this.finish(event)
    else if (event instanceof StreamEnd) this.emit(event)
  }

  private begin(start: MessageStart): void {
    if (this.message) return
    const { opcode = text, masked = false } = (start.head ?? {}) as { opcode?: number; masked?: boolean }
    this.message = { opcode: Number(opcode), masked: Boolean(masked) }
    this.isContinued = false
    this.buffer.takeAll()
    this.emit(start)
  }

  private add(data: Data): void {
    if (!this.message) return
    this.buffer.push(data)
    while (this.buffer.size >= pieceSize) this.send(this.buffer.shift(pieceSize), 0)
  }

  private finish(end: MessageEnd): void {
    if (!this.message) return
    this.send(this.buffer.takeAll(), isLast)
    this.message = undefined
    this.emit(end)
  }

  private send(payload: Data, last: number): void {
    const { opcode = 0, masked = false } = this.message ?? {}
    const first = (this.isContinued ? 0 : opcode & 0x0f) | last
    this.isContinued = true
    const mask = masked ? randomBytes(4) : undefined
    const frame = Data.of(header({ first, size: payload.size, mask }))
    this.emit(frame.push(mask ? maskWith(mask, payload, 0) : payload))
  }
}

function header({ first, size, mask }: { first: number; size: number; mask: Buffer | undefined }): Buffer {
  const flag = mask ? isMasked : 0
  const extra = size < shortest16 ? 0 : size < shortest64 ? 2 : 8
  const head = Buffer.alloc(2 + extra)
  head[0] = first
  head[1] = flag | (extra === 0 ? size : extra === 2 ? 126 : 127)
  if (extra === 2) head.writeUInt16BE(size, 2)
  if (extra === 8) head.writeBigUInt64BE(BigInt(size), 2)
  return mask ? Buffer.concat([head, mask]) : head
}

export const encodeWebSocket: FilterKind = { define: () => (pipeline: Pipeline) => new EncodeWebSocketStage(pipeline) }
