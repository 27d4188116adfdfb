/**
 * THE CONTRACT OF A FILTER. A layout makes one Stage per filter and pipeline; stages are linked into a chain.
 *
 * Forwards: the stage before calls `write(event)`; a stage hands on by `this.emit(event)`. Synchronous, in order, no return value.
 * Events may come after a StreamEnd; a stage that cares keeps a flag.
 * Backwards: the stage after calls `pause()` when it has enough and `resume()` when it wants more, always in pairs; they are
 * *counted* where the events come from (Valve). The default hands them on upstream. A few events may still come after a
 * pause; hold or pass them. A stage that holds events (waits for a promise) pauses `this.upstream` meanwhile.
 *
 * Sub-pipelines: `openPipeline(layout, { context, output, source })` of pipeline.ts. `output` is the Sink that gets what comes out,
 * `source` the Source that its first stage pauses. `sub.write(event)` feeds it, `sub.pause()`/`resume()` ask it for less or more,
 * `sub.close()` ends it. A pass-through filter gives `{ output: this.downstream, source: this.upstream }`
 * and overrides pause/resume to ask the sub-pipeline.
 *
 * Script callbacks only through `this.call(() => fn(arg))`: it sets the context, and on a throw logs, ends the stream and
 * gives `failed`. Promises: `this.callLater`.
 *
 * A filter kind is a FilterKind (layout.ts), registered by one line in filters/registry.ts. State that all pipelines of a
 * layout share (mux sessions) lives in the closure of `define`.
 *
 * Native shortcut: `socket()` of a Source or Sink gives the operating system's socket beneath, if bytes pass unchanged
 * between here and there from now on; only acceptTLS uses it (host/tls-stage.ts). A stage that does not override it has none.
 */
import { logError } from './errors.ts'
import { isEvent, type PipyEvent, StreamEnd } from './events.ts'
import type { Pipeline } from './pipeline.ts'
import type { ClaimableSocket } from './socket.ts'

export interface Sink {
  write(event: PipyEvent): void
  /** The socket that bytes written here reach unchanged, if any. */
  socket?(): ClaimableSocket | undefined
  /** True if only a StreamEnd matters here: bytes need not come. */
  readonly isBlind?: boolean
}

export interface Source {
  pause(): void
  resume(): void
  /** The socket that bytes from here come from unchanged, if any. */
  socket?(): ClaimableSocket | undefined
}

export const nowhere: Sink = { write: () => undefined }
export const nobody: Source = { pause: () => undefined, resume: () => undefined }

/** What `call` gives when the callback threw: the stream has been ended. */
export const failed: unique symbol = Symbol('failed')

/** Counts pauses and tells the first and the last: sits where events come from. */
export class Valve implements Source {
  private count = 0
  private readonly turn: (open: boolean) => void

  constructor(turn: (open: boolean) => void) {
    this.turn = turn
  }

  get isOpen(): boolean {
    return this.count === 0
  }

  pause(): void {
    if (this.count++ === 0) this.turn(false)
  }

  resume(): void {
    if (this.count > 0 && --this.count === 0) this.turn(true)
  }
}

export abstract class Stage implements Sink, Source {
  readonly pipeline: Pipeline
  upstream: Source = nobody
  downstream: Sink = nowhere
  protected closed = false

  constructor(pipeline: Pipeline) {
    this.pipeline = pipeline
  }

  abstract write(event: PipyEvent): void

  pause(): void {
    this.upstream.pause()
  }

  resume(): void {
    this.upstream.resume()
  }

  /** The pipeline has ended: free sockets, timers, sub-pipelines; nothing may be emitted any more. */
  close(): void {
    this.closed = true
  }

  protected emit(event: PipyEvent): void {
    if (!this.closed) this.downstream.write(event)
  }

  /** Runs a script callback in the pipeline's context. */
  protected call<Result>(callback: () => Result): Result | typeof failed {
    try {
      return this.pipeline.context.run(callback)
    } catch (error) {
      this.fail(error)
      return failed
    }
  }

  /** Logs and ends the stream, as Pipy does for what a callback threw. */
  protected fail(error: unknown): void {
    logError(error)
    this.emit(new StreamEnd(error))
  }

  /** `then` gets the settled value, at once if it is no promise; a rejection ends the stream, with its reason as the error. */
  protected settle(value: unknown, then: (value: unknown) => void): void {
    if (!(value instanceof Promise)) return then(value)
    value.then(
      result => {
        if (!this.closed) then(result)
      },
      error => {
        if (this.closed) return
        if (error instanceof Error) this.fail(error)
        else this.emit(isEvent(error) ? error : new StreamEnd(error))
      },
    )
  }
}
