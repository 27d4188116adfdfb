/**
 * loop(layout): what comes out of the sub-pipeline goes into it again, and on. Follows Pipy's src/filters/loop.cpp.
 *
 * Owns the sub-pipeline. Output that comes while input is being handled goes round in the next turn. Back-pressure: when the front of
 * the sub-pipeline has enough, its end is asked to wait, and the source too.
 */
import { copyOf, type PipyEvent, StreamEnd } from '../core/events.ts'
import { type FilterKind, layoutOf, type PipelineLayout } from '../core/layout.ts'
import { openPipeline, type Pipeline } from '../core/pipeline.ts'
import { Stage, Valve } from '../core/stage.ts'

class LoopStage extends Stage {
  private readonly layout: PipelineLayout
  private sub: Pipeline | undefined
  private inside = false
  private buffer: PipyEvent[] = []
  private scheduled = false
  private readonly valve = new Valve(open => (open ? this.sub?.resume() : this.sub?.pause()))

  constructor(pipeline: Pipeline, layout: PipelineLayout) {
    super(pipeline)
    this.layout = layout
  }

  write(event: PipyEvent): void {
    this.sub ??= this.open()
    this.feed(event)
  }

  private open(): Pipeline {
    const { context } = this.pipeline
    const source = {
      pause: () => {
        this.upstream.pause()
        this.valve.pause()
      },
      resume: () => {
        this.upstream.resume()
        this.valve.resume()
      },
    }
    this.inside = true
    const output = {
      write: (event: PipyEvent) => this.reply(event),
      // A connection whose bytes only go round, so that acceptTLS can take it.
      socket: () => (this.downstream.isBlind ? this.sub?.inputSocket() : undefined),
    }
    const sub = openPipeline(this.layout, { context, output, source })
    this.inside = false
    if (!this.valve.isOpen) sub.pause()
    return sub
  }

  private feed(event: PipyEvent): void {
    this.inside = true
    this.sub?.write(event)
    this.inside = false
  }

  private reply(event: PipyEvent): void {
    if (this.closed) return
    if (!this.inside) return this.turn(event)
    this.buffer.push(event)
    if (this.scheduled) return
    this.scheduled = true
    queueMicrotask(() => {
      this.scheduled = false
      const events = this.buffer
      this.buffer = []
      for (const one of events) this.turn(one)
    })
  }

  private turn(event: PipyEvent): void {
    if (this.closed) return
    if (!this.downstream.isBlind || event instanceof StreamEnd) this.emit(copyOf(event))
    this.feed(event)
  }

  override pause(): void {
    this.valve.pause()
  }

  override resume(): void {
    this.valve.resume()
  }

  override close(): void {
    super.close()
    this.buffer = []
    this.sub?.close()
  }
}

export const loop: FilterKind = {
  define([sub]) {
    const layout = layoutOf(sub)
    return pipeline => new LoopStage(pipeline, layout)
  },
}
