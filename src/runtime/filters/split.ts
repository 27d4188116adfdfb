/**
 * split(by): cuts bytes into messages at a separator. Follows Pipy's src/filters/split.cpp.
 *
 * Owns the bytes at the end of the last Data that may be the beginning of a separator. Messages begin without a head at the
 * first byte; a MessageEnd or StreamEnd of the input ends the last one. Differs: a StreamEnd always passes, on Pipy only
 * when bytes came since the last MessageEnd.
 */
import { Data } from '../core/data.ts'
import { MessageEnd, MessageStart, type PipyEvent, StreamEnd } from '../core/events.ts'
import type { FilterKind } from '../core/layout.ts'
import type { Pipeline } from '../core/pipeline.ts'
import { Stage } from '../core/stage.ts'

/** Pipy refuses longer separators. */
const longestSeparator = 1024

class SplitStage extends Stage {
  private readonly separator: Buffer
  /** A message was begun and not ended. */
  private inside = false
  /** Data came since the last end. */
  private fed = false
  private rest = Buffer.alloc(0)

  constructor(pipeline: Pipeline, separator: Buffer) {
    super(pipeline)
    this.separator = separator
  }

  write(event: PipyEvent): void {
    if (event instanceof Data) this.cut(event)
    else if (!(event instanceof MessageStart)) this.flush()
    if (event instanceof StreamEnd) this.emit(event)
  }

  private cut(data: Data): void {
    this.fed = true
    let bytes = this.rest.length > 0 ? Buffer.concat([this.rest, ...data.slices]) : data.toBuffer()
    for (let at = bytes.indexOf(this.separator); at >= 0; at = bytes.indexOf(this.separator)) {
      this.pass(bytes.subarray(0, at))
      this.end()
      bytes = bytes.subarray(at + this.separator.length)
    }
    const kept = this.partOfSeparator(bytes)
    if (kept < bytes.length) this.pass(bytes.subarray(0, bytes.length - kept))
    this.rest = Buffer.from(bytes.subarray(bytes.length - kept))
  }

  /** How many of the last bytes may be the beginning of a separator. */
  private partOfSeparator(bytes: Buffer): number {
    let length = Math.min(bytes.length, this.separator.length - 1)
    while (!bytes.subarray(bytes.length - length).equals(this.separator.subarray(0, length))) length--
    return length
  }

  private pass(bytes: Buffer): void {
    this.begin()
    if (bytes.length > 0) this.emit(Data.of(bytes))
  }

  private begin(): void {
    if (!this.inside) this.emit(new MessageStart())
    this.inside = true
  }

  private end(): void {
    this.begin()
    this.inside = false
    this.emit(new MessageEnd())
  }

  private flush(): void {
    if (!this.fed) return
    this.fed = false
    if (this.rest.length > 0) this.pass(this.rest)
    this.rest = Buffer.alloc(0)
    this.end()
  }
}

export const split: FilterKind = {
  define([by]) {
    const separator = typeof by === 'string' ? Buffer.from(by) : by instanceof Data ? by.toBuffer() : undefined
    if (!separator || separator.length === 0) throw new TypeError('split() needs a text or Data as separator')
    if (separator.length > longestSeparator) throw new Error('separator over 1KB is not supported')
    return pipeline => new SplitStage(pipeline, separator)
  },
}
