/**
 * A running pipeline: the chain of stages of one layout in one context. Follows Pipy's src/pipeline.cpp.
 *
 * Owns its stages and the events that wait for onStart's promise. Does not own what is at its ends. It is the Sink for its input and
 * the Source of its output. onEnd runs once, at `close`, which the owner calls: a listener when its connection is gone,
 * `spawn` after the StreamEnd that came out, a filter when its own stage closes.
 */
import type { Context } from './context.ts'
import { logError } from './errors.ts'
import { eventsOf, type PipyEvent, StreamEnd } from './events.ts'
import type { PipelineLayout } from './layout.ts'
import type { ClaimableSocket } from './socket.ts'
import type { Sink, Source, Stage } from './stage.ts'

export interface PipelineEnds {
  context: Context
  /** Gets what comes out at the end. */
  output: Sink
  /** Is paused when the first stage has enough. */
  source: Source
}

export class Pipeline implements Sink, Source {
  readonly layout: PipelineLayout
  readonly context: Context
  private readonly source: Source
  private readonly first: Sink
  private readonly last: Source
  private readonly stages: Stage[]
  /** Input that waits for the start; undefined once started. */
  private waiting: PipyEvent[] | undefined = []
  private held = false
  private isClosed = false
  private result: unknown

  constructor(layout: PipelineLayout, ends: PipelineEnds) {
    this.layout = layout
    this.context = ends.context
    this.source = ends.source
    this.stages = layout.filters.map(make => make(this))
    let previous: Source = ends.source
    let before: Stage | undefined
    for (const stage of this.stages) {
      stage.upstream = previous
      if (before) before.downstream = stage
      previous = before = stage
    }
    if (before) before.downstream = ends.output
    this.first = this.stages[0] ?? ends.output
    this.last = previous
  }

  /** Runs onStart. Its throw ends the stream with RuntimeError; it is rethrown only if the caller says so (spawn). */
  start(args: unknown[] = [], rethrow = false): this {
    const { onStart } = this.layout
    if (onStart === undefined) {
      this.begin([])
      return this
    }
    let given: unknown = onStart
    if (typeof onStart === 'function') {
      try {
        given = this.context.run(() => onStart(...args))
      } catch (error) {
        if (!rethrow) logError(error)
        this.waiting = undefined
        this.first.write(new StreamEnd('RuntimeError'))
        if (rethrow) throw error
        return this
      }
    }
    if (given instanceof Promise) this.startLater(given)
    else this.startWith(given)
    return this
  }

  private startLater(promise: Promise<unknown>): void {
    this.held = true
    this.source.pause()
    const release = () => {
      if (this.held) this.source.resume()
      this.held = false
    }
    promise.then(
      value => {
        if (!this.isClosed) this.startWith(value)
        release()
      },
      error => {
        if (!this.isClosed) {
          if (error instanceof Error) logError(error)
          this.begin([new StreamEnd(error)])
        }
        release()
      },
    )
  }

  private startWith(given: unknown): void {
    const events = eventsOf(given)
    if (events) return this.begin(events)
    const error = new Error(
      'onStart: initial input is not or did not return events or messages. ' +
        'Consider using void(...) if no initial input is intended',
    )
    logError(error)
    this.waiting = []
    this.begin([new StreamEnd(error)])
  }

  private begin(events: PipyEvent[]): void {
    for (const event of events) this.first.write(event)
    const waiting = this.waiting ?? []
    this.waiting = undefined
    for (const event of waiting) this.first.write(event)
  }

  write(event: PipyEvent): void {
    if (this.isClosed) return
    if (this.waiting) this.waiting.push(event)
    else this.first.write(event)
  }

  /** The socket that bytes written to this pipeline reach unchanged, if any. */
  inputSocket(): ClaimableSocket | undefined {
    return this.waiting ? undefined : this.first.socket?.()
  }

  pause(): void {
    this.last.pause()
  }

  resume(): void {
    this.last.resume()
  }

  /** Ends it, with all its stages; gives the value of onEnd. A second call gives the same. */
  close(): unknown {
    if (this.isClosed) return this.result
    this.isClosed = true
    if (this.held) this.source.resume()
    this.held = false
    const { onEnd } = this.layout
    if (onEnd) {
      try {
        this.result = this.context.run(() => onEnd())
      } catch (error) {
        logError(error)
      }
    }
    for (const stage of this.stages) stage.close()
    return this.result
  }
}

/** Makes a pipeline and starts it. */
export function openPipeline(layout: PipelineLayout, ends: PipelineEnds, args: unknown[] = []): Pipeline {
  return new Pipeline(layout, ends).start(args)
}
