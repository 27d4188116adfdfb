/**
 * decodeWebSocket(): frames of WebSocket (RFC 6455, section 5) to messages with heads { opcode, masked }. Follows class
 * Decoder of Pipy's src/filters/websocket.cpp.
 *
 * Owns the bytes of a frame's header, and control frames that came inside a message. Payloads pass as they come. Answering
 * ping and close is the script's affair. Differs: control frames inside a message follow it, where Pipy mixes them into it.
 */
import { Data } from '../core/data.ts'
import { MessageEnd, MessageStart, type PipyEvent, StreamEnd } from '../core/events.ts'
import type { FilterKind } from '../core/layout.ts'
import type { Pipeline } from '../core/pipeline.ts'
import { Stage } from '../core/stage.ts'
import { maskWith } from './websocket-mask.ts'

interface Frame {
  isFinal: boolean
  opcode: number
  mask: Buffer | undefined
  /** Bytes of the payload that have not come. */
  left: number
  /** Where in the mask the next byte is. */
  turn: number
}

/** Opcodes from here on are control frames: never in pieces, never longer than 125 bytes. */
const firstControl = 8
const longestControl = 125

/** Control frames that may come inside one message: a peer that sends more wants our memory. */
const mostControls = 1000

/** Lengths that say that the real one follows, in 2 or 8 bytes. */
const length16 = 126
const length64 = 127

class DecodeWebSocketStage extends Stage {
  private readonly bytes = new Data()
  private frame: Frame | undefined
  private inside = false
  /** A control frame that came inside a message, while its payload comes. */
  private control: PipyEvent[] | undefined
  /** Whole ones. */
  private after: PipyEvent[] = []
  private controls = 0
  private broken = false

  write(event: PipyEvent): void {
    if (this.broken) return
    if (event instanceof StreamEnd) this.emit(event)
    else if (event instanceof Data) this.read(event)
  }

  private read(data: Data): void {
    this.bytes.push(data)
    while (!this.broken && this.bytes.size > 0) {
      if (!this.frame && !this.readHeader()) return
      if (this.frame) this.readPayload(this.frame)
    }
  }

  /** False while bytes are missing. */
  private readHeader(): boolean {
    const { bytes } = this
    if (bytes.size < 2) return false
    const start = new Data(bytes).shift(2 + 8 + 4).toBuffer()
    const [first = 0, second = 0] = start
    const short = second & 0x7f
    const extra = short === length16 ? 2 : short === length64 ? 8 : 0
    const maskSize = second & 0x80 ? 4 : 0
    const size = 2 + extra + maskSize
    if (start.length < size) return false
    const left = extra === 8 ? Number(start.readBigUInt64BE(2)) : extra === 2 ? start.readUInt16BE(2) : short
    const opcode = first & 0x0f
    const isFinal = (first & 0x80) !== 0
    const isBroken = opcode >= firstControl ? left > longestControl || !isFinal : !Number.isSafeInteger(left)
    if (isBroken) {
      this.fault()
      return false
    }
    bytes.shift(size)
    const mask = maskSize > 0 ? Buffer.from(start.subarray(2 + extra, size)) : undefined
    this.begin({ isFinal, opcode, mask, left, turn: 0 })
    return true
  }

  private begin(frame: Frame): void {
    this.frame = frame
    const start = new MessageStart({ opcode: frame.opcode, masked: frame.mask !== undefined })
    if (this.inside && frame.opcode >= firstControl) this.control = [start]
    else if (!this.inside) {
      this.inside = true
      this.emit(start)
    }
    if (frame.left === 0) this.end(frame)
  }

  private readPayload(frame: Frame): void {
    const piece = this.bytes.shift(frame.left)
    frame.left -= piece.size
    const plain = frame.mask ? maskWith(frame.mask, piece, frame.turn) : piece
    frame.turn += piece.size
    this.pass(plain)
    if (frame.left === 0) this.end(frame)
  }

  private pass(event: PipyEvent): void {
    if (this.control) this.control.push(event)
    else this.emit(event)
  }

  private end(frame: Frame): void {
    this.frame = undefined
    if (!frame.isFinal) return
    this.pass(new MessageEnd())
    if (this.control) return this.keep(this.control)
    this.inside = false
    this.controls = 0
    for (const event of this.after.splice(0)) this.emit(event)
  }

  private keep(control: PipyEvent[]): void {
    this.control = undefined
    this.after.push(...control)
    this.controls++
    if (this.controls > mostControls) this.fault()
  }

  private fault(): void {
    this.broken = true
    this.after = []
    this.emit(new StreamEnd('ProtocolError'))
  }
}

export const decodeWebSocket: FilterKind = { define: () => (pipeline: Pipeline) => new DecodeWebSocketStage(pipeline) }
