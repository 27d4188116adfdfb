/**
 * split(by): cuts the bytes of a message into messages at a separator. Follows Pipy's src/filters/split.cpp.
 *
 * Owns the last bytes of what came, as long as the separator. Outside of a message bytes pass unchanged.
 */
import { Data } from '../core/data.ts'
import { MessageEnd, MessageStart, type PipyEvent } from '../core/events.ts'
import type { FilterKind } from '../core/layout.ts'
import type { Pipeline } from '../core/pipeline.ts'
import { Stage } from '../core/stage.ts'

class SplitStage extends Stage {
  private readonly separator: Buffer
  private head: unknown
  private inside = false
  private rest = Buffer.alloc(0)

  constructor(pipeline: Pipeline, separator: Buffer) {
    super(pipeline)
    this.separator = separator
  }

  write(event: PipyEvent): void {
    if (event instanceof MessageStart) {
      this.head = event.head
      this.inside = true
      this.emit(event)
    } else if (event instanceof Data && this.inside) {
      this.cut(event)
    } else {
      if (event instanceof MessageEnd && this.inside) this.flush()
      this.emit(event)
    }
  }

  private cut(data: Data): void {
    let bytes = this.rest.length > 0 ? Buffer.concat([this.rest, ...data.slices]) : data.toBuffer()
    for (;;) {
      const at = bytes.indexOf(this.separator)
      if (at < 0) break
      if (at > 0) this.emit(Data.of(bytes.subarray(0, at)))
      this.emit(new MessageEnd())
      this.emit(new MessageStart(this.head))
      bytes = bytes.subarray(at + this.separator.length)
    }
    // The separator may be cut in two by the next Data.
    const kept = Math.min(bytes.length, this.separator.length - 1)
    if (bytes.length > kept) this.emit(Data.of(bytes.subarray(0, bytes.length - kept)))
    this.rest = Buffer.from(bytes.subarray(bytes.length - kept))
  }

  private flush(): void {
    if (this.rest.length > 0) this.emit(Data.of(this.rest))
    this.rest = Buffer.alloc(0)
    this.inside = false
  }
}

export const split: FilterKind = {
  define([by]) {
    const separator = typeof by === 'string' ? Buffer.from(by) : by instanceof Data ? by.toBuffer() : undefined
    if (!separator || separator.length === 0) throw new TypeError('split() needs a text or Data as separator')
    return pipeline => new SplitStage(pipeline, separator)
  },
}
