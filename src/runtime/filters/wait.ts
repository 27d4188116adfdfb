/**
 * wait(ready, { timeout }): holds events until a condition is true. Follows Pipy's src/filters/wait.cpp.
 *
 * The condition is asked at each event; a promise is asked once and waited for. While events are held the source is paused
 * only if a promise says when it will go on: otherwise only more events can tell, up to a limit of which Pipy has none.
 */
import type { PipyEvent } from '../core/events.ts'
import { HeldEvents } from '../core/held-events.ts'
import type { FilterKind } from '../core/layout.ts'
import type { Pipeline } from '../core/pipeline.ts'
import { failed, Stage } from '../core/stage.ts'
import { checkCallback, checkOptions } from './arguments.ts'

class WaitStage extends Stage {
  private readonly ready: () => unknown
  private readonly timeout: number
  private isReady = false
  private promised = false
  private readonly held = new HeldEvents()
  private timer: NodeJS.Timeout | undefined

  constructor(pipeline: Pipeline, options: { ready: () => unknown; timeout: number }) {
    super(pipeline)
    this.ready = options.ready
    this.timeout = options.timeout
  }

  write(event: PipyEvent): void {
    if (this.closed || this.held.isFull) return
    if (this.isReady) return this.emit(event)
    const answer = this.promised ? false : this.call(this.ready)
    if (answer === failed) return
    const end = this.held.add(event)
    if (end) this.emit(end)
    if (answer instanceof Promise) {
      this.promised = true
      this.upstream.pause()
      this.settle(answer, () => this.open())
    } else if (answer) {
      return this.open()
    }
    if (this.timeout > 0) this.timer ??= setTimeout(() => this.open(), this.timeout * 1000)
  }

  private open(): void {
    if (this.isReady) return
    this.isReady = true
    clearTimeout(this.timer)
    for (const event of this.held.takeAll()) this.emit(event)
    this.release()
  }

  private release(): void {
    if (this.promised) this.upstream.resume()
    this.promised = false
  }

  override close(): void {
    super.close()
    clearTimeout(this.timer)
    this.held.takeAll()
    this.release()
  }
}

export const wait: FilterKind = {
  define([ready, options]) {
    const condition = checkCallback('wait', ready)
    const { timeout = 0 } = checkOptions<{ timeout: number }>(options, { timeout: 'number' })
    return pipeline => new WaitStage(pipeline, { ready: condition, timeout })
  },
}
