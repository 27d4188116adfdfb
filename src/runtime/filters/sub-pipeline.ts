/**
 * The base of filters that begin with a handshake of their own and then carry bytes through one sub-pipeline.
 *
 * Owns the sub-pipeline, and the pauses of what is after this filter until there is one.
 */
import type { PipyEvent } from '../core/events.ts'
import type { PipelineLayout } from '../core/layout.ts'
import { Pipeline } from '../core/pipeline.ts'
import { type Source, Stage, Valve } from '../core/stage.ts'

export abstract class SubPipelineStage extends Stage {
  protected sub: Pipeline | undefined
  private readonly valve = new Valve(open => (open ? this.sub?.resume() : this.sub?.pause()))

  /** Opens and starts it in the context of this pipeline; `reply` gets what comes out. */
  protected openSub(
    layout: PipelineLayout,
    reply: (event: PipyEvent) => void,
    source: Source = this.upstream,
  ): Pipeline {
    const { context } = this.pipeline
    const sub = new Pipeline(layout, { context, output: { write: reply }, source })
    this.sub = sub
    if (!this.valve.isOpen) sub.pause()
    return sub.start()
  }

  override pause(): void {
    this.valve.pause()
  }

  override resume(): void {
    this.valve.resume()
  }

  override close(): void {
    super.close()
    this.sub?.close()
  }
}
