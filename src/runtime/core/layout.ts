/**
 * Layouts: the recipes that scripts write with `pipeline($ => $.…)`, and the builder `$`. Follows Pipy's
 * src/api/pipeline-api.cpp.
 *
 * Owns the list of makers, onStart and onEnd of one layout. The builder's methods come from the table of filters.
 */
import { root } from './context.ts'
import { eventsOf, type PipyEvent, StreamEnd } from './events.ts'
import { Pipeline } from './pipeline.ts'
import { nobody, type Stage } from './stage.ts'

/** Makes the stage of one filter for a pipeline. */
export interface FilterMaker {
  (pipeline: Pipeline): Stage
  /** For connectTLS: present if the filter is nothing but an outgoing TCP connection (filters/connect.ts). */
  dial?: unknown
}

/** A kind of filter: what a method of the builder does. One a file, listed in filters/registry.ts. */
export interface FilterKind {
  /** True: `.to(sub)` must follow, and `define` is called then. */
  joint?: boolean
  /** Called once per use in a layout. Checks `args` and throws what the script shall see. `sub` is given to joint filters only. */
  define(args: readonly unknown[], sub: PipelineLayout): FilterMaker
}

export class PipelineLayout {
  readonly filters: FilterMaker[] = []
  /** A function, or the events themselves; undefined for none. */
  onStart: ((...args: unknown[]) => unknown) | object | undefined
  onEnd: (() => unknown) | undefined

  spawn(...args: unknown[]): Promise<unknown> {
    return this.run(args, [])
  }

  /** Resolves with the value of onEnd, as `spawn` does, once a StreamEnd came out: nothing ends the input but `input`. */
  process(input: unknown): Promise<unknown> {
    const events = eventsOf(input)
    if (!events || input === null || input === undefined) throw new TypeError('process() needs a Message or events')
    return this.run([], events)
  }

  private run(args: unknown[], events: PipyEvent[]): Promise<unknown> {
    const { promise, resolve } = Promise.withResolvers<unknown>()
    const done = () => resolve(pipeline.close())
    const sink = {
      isBlind: true,
      write: (event: PipyEvent) => {
        // Later in this turn: events after a StreamEnd still get through, and onEnd sees what they did.
        if (event instanceof StreamEnd) queueMicrotask(done)
      },
    }
    const pipeline = new Pipeline(this, { context: root.clone(), output: sink, source: nobody })
    pipeline.start(args, true)
    for (const event of events) pipeline.write(event)
    return promise
  }
}

/** The object that scripts call `$`. Methods are added from the registry by `extendBuilder`. */
export class Builder {
  readonly layout = new PipelineLayout()
  private isFinished = false
  private pending: { name: string; kind: FilterKind; args: readonly unknown[] } | undefined

  onStart(start: unknown): this {
    this.check('onStart')
    if (this.layout.filters.length > 0) throw new Error('onStart() is only allowed prior to all filters')
    if (this.layout.onStart !== undefined) throw new Error('duplicate onStart()')
    if (start === null || start === undefined) throw new TypeError('onStart() needs a function or events')
    this.layout.onStart = start as object
    return this
  }

  onEnd(end: () => unknown): this {
    this.check('onEnd')
    if (this.layout.onEnd !== undefined) throw new Error('duplicate onEnd()')
    if (typeof end !== 'function') throw new TypeError('onEnd() needs a function')
    this.layout.onEnd = end
    return this
  }

  to(sub: unknown): this {
    const { pending } = this
    if (!pending) throw new Error('calling to() without a joint-filter')
    this.pending = undefined
    this.layout.filters.push(pending.kind.define(pending.args, layoutOf(sub)))
    return this
  }

  add(name: string, kind: FilterKind, args: readonly unknown[]): this {
    this.check(name)
    if (kind.joint) this.pending = { name, kind, args }
    else this.layout.filters.push(kind.define(args, emptyLayout))
    return this
  }

  /** The layout, complete. */
  finish(): PipelineLayout {
    this.check('the end')
    this.isFinished = true
    return this.layout
  }

  private check(next: string): void {
    if (this.isFinished) throw new Error('pipeline layout is already built')
    if (this.pending) throw new Error(`missing .to(...) after ${this.pending.name} before ${next}`)
  }
}

const emptyLayout = new PipelineLayout()

/** Gives the builder its filters. */
export function extendBuilder(kinds: Readonly<Record<string, FilterKind>>): void {
  for (const [name, kind] of Object.entries(kinds)) {
    Object.defineProperty(Builder.prototype, name, {
      value(this: Builder, ...args: unknown[]) {
        return this.add(name, kind, args)
      },
    })
  }
}

/** `pipeline(build)` of scripts. */
export function layOut(build: unknown): PipelineLayout {
  if (typeof build !== 'function') throw new TypeError('pipeline() needs a function: Pipy crashes on null')
  const builder = new Builder()
  build(builder)
  return builder.finish()
}

/** A layout as scripts give it: made already, or a function that builds it. */
export function layoutOf(sub: unknown): PipelineLayout {
  return sub instanceof PipelineLayout ? sub : layOut(sub)
}
