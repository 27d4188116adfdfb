/**
 * pipe(target, args): goes on with another layout in the same context. Follows Pipy's src/filters/pipe.cpp.
 *
 * Owns the sub-pipeline, and the events that wait while the target function still gives nothing. A function is asked at the
 * first event and again at each one until it gives a layout.
 * Differs: chains of layouts (an array as target) do not exist here.
 */
import { Data } from '../core/data.ts'
import type { PipyEvent } from '../core/events.ts'
import { HeldEvents } from '../core/held-events.ts'
import { type FilterKind, PipelineLayout } from '../core/layout.ts'
import { openPipeline, type Pipeline } from '../core/pipeline.ts'
import type { ClaimableSocket } from '../core/socket.ts'
import { failed, Stage } from '../core/stage.ts'

class PipeStage extends Stage {
  private readonly target: PipelineLayout | ((event: PipyEvent) => unknown)
  private readonly args: unknown
  private sub: Pipeline | undefined
  private readonly waiting = new HeldEvents()
  /** Pauses asked for before there was a sub-pipeline: handed to it when it opens. */
  private pauses = 0

  constructor(pipeline: Pipeline, options: { target: PipeStage['target']; args: unknown }) {
    super(pipeline)
    this.target = options.target
    this.args = options.args
  }

  write(event: PipyEvent): void {
    if (this.sub) {
      this.sub.write(event)
      return
    }
    if (this.closed || this.waiting.isFull) return
    const layout = this.choose(event)
    if (layout === failed) return
    if (!layout) {
      // More input may be what the function waits for, so the source goes on.
      const end = this.waiting.add(event)
      if (end) this.emit(end)
      return
    }
    const args =
      typeof this.args === 'function' ? this.call(() => (this.args as (e: PipyEvent) => unknown)(event)) : this.args
    if (args === failed) return
    const events = [...this.waiting.takeAll(), event]
    const all = this.upstream.socket?.() ? merge(events) : events
    const sub = this.open(layout, args)
    for (const one of all) sub.write(one)
  }

  private choose(event: PipyEvent): PipelineLayout | undefined | typeof failed {
    const { target } = this
    if (target instanceof PipelineLayout) return target
    const chosen = this.call(() => target(event))
    if (chosen === failed || chosen === undefined || chosen === null) return chosen === failed ? failed : undefined
    if (chosen instanceof PipelineLayout) return chosen
    this.fail(new Error('callback did not return a pipeline'))
    return failed
  }

  private open(layout: PipelineLayout, args: unknown): Pipeline {
    const list = Array.isArray(args) ? args : args === undefined ? [] : [args]
    const { context } = this.pipeline
    const sub = openPipeline(layout, { context, output: this.tail(), source: this.head() }, list)
    this.sub = sub
    for (let i = 0; i < this.pauses; i++) sub.pause()
    return sub
  }

  private tail() {
    return {
      write: (event: PipyEvent) => this.emit(event),
      socket: () => this.downstream.socket?.(),
    }
  }

  private head() {
    return {
      pause: () => this.upstream.pause(),
      resume: () => this.upstream.resume(),
      socket: (): ClaimableSocket | undefined => (this.waiting.length > 0 ? undefined : this.upstream.socket?.()),
    }
  }

  override pause(): void {
    this.pauses++
    this.sub?.pause()
  }

  override resume(): void {
    this.pauses--
    this.sub?.resume()
  }

  override close(): void {
    super.close()
    this.waiting.takeAll()
    this.sub?.close()
  }
}

/** Bytes of a socket that waited go on as one Data: acceptTLS can take it over only before it has consumed anything. */
function merge(events: PipyEvent[]): PipyEvent[] {
  if (events.length < 2 || !events.every(event => event instanceof Data)) return events
  const all = new Data()
  for (const event of events) all.push(event)
  return [all]
}

export const pipe: FilterKind = {
  define([target, args]) {
    if (typeof target !== 'function' && !(target instanceof PipelineLayout)) {
      throw new TypeError('pipe() needs a pipeline layout or a function')
    }
    // Pipy takes an object for a map of pipelines by name, and nothing else.
    if (args !== undefined && args !== null && typeof args !== 'function' && !Array.isArray(args)) {
      throw new TypeError('argument #2 expects an array or a function')
    }
    const fixed = target instanceof PipelineLayout ? target : (target as (event: PipyEvent) => unknown)
    return pipeline => new PipeStage(pipeline, { target: fixed, args })
  },
}
