/**
 * repeat(again).to(sub): starts the sub-pipeline anew after its StreamEnd while `again` says so. Follows Pipy's
 * src/filters/repeat.cpp.
 *
 * Owns the sub-pipeline and **all earlier input**, which each new start gets again: feed it little.
 */
import { copyOf, type PipyEvent, StreamEnd } from '../core/events.ts'
import type { FilterKind, PipelineLayout } from '../core/layout.ts'
import { Pipeline } from '../core/pipeline.ts'
import { failed, Stage, Valve } from '../core/stage.ts'
import { checkCallback } from './arguments.ts'

class RepeatStage extends Stage {
  private readonly again: (end: StreamEnd) => unknown
  private readonly layout: PipelineLayout
  private sub: Pipeline | undefined
  private input: PipyEvent[] = []
  private ended = false
  private readonly valve = new Valve(open => (open ? this.sub?.resume() : this.sub?.pause()))

  constructor(pipeline: Pipeline, options: { again: (end: StreamEnd) => unknown; layout: PipelineLayout }) {
    super(pipeline)
    this.again = options.again
    this.layout = options.layout
  }

  write(event: PipyEvent): void {
    if (this.ended || this.closed) return
    this.input.push(event)
    if (this.sub) this.sub.write(copyOf(event))
    else if (this.input.length === 1) this.begin()
  }

  /** Opens a sub-pipeline and gives it all input so far. */
  private begin(): void {
    let own: Pipeline | undefined
    const output = { write: (event: PipyEvent) => this.reply(event, own) }
    const sub = new Pipeline(this.layout, { context: this.pipeline.context, output, source: this.upstream })
    own = this.sub = sub
    if (!this.valve.isOpen) sub.pause()
    sub.start()
    for (const event of this.input.slice()) {
      if (this.sub !== sub) return
      sub.write(copyOf(event))
    }
  }

  private reply(event: PipyEvent, from: Pipeline | undefined): void {
    if (from !== this.sub || this.closed) return
    if (!(event instanceof StreamEnd)) return this.emit(event)
    this.sub = undefined
    // The stages of the old one may be in the middle of a call.
    queueMicrotask(() => from?.close())
    const answer = this.call(() => this.again(event))
    if (answer === failed) return
    this.settle(answer, again => {
      if (!again) {
        this.ended = true
        this.input = []
        this.emit(event)
      } else {
        setImmediate(() => {
          if (!this.closed && !this.sub) this.begin()
        })
      }
    })
  }

  override pause(): void {
    this.valve.pause()
  }

  override resume(): void {
    this.valve.resume()
  }

  override close(): void {
    super.close()
    this.input = []
    this.sub?.close()
  }
}

export const repeat: FilterKind = {
  joint: true,
  define([again], layout) {
    const condition = checkCallback('repeat', again)
    return pipeline => new RepeatStage(pipeline, { again: condition, layout })
  },
}
