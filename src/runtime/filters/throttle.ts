/**
 * throttleDataRate(quota): lets bytes through as an algo.Quota allows. Follows Pipy's src/filters/throttle.cpp.
 *
 * Owns the bytes that wait; pauses its source meanwhile. The quota is an object with `consume(n)`, which gives how much was
 * granted (globals/algo).
 */
import { Data } from '../core/data.ts'
import type { PipyEvent } from '../core/events.ts'
import type { FilterKind } from '../core/layout.ts'
import type { Pipeline } from '../core/pipeline.ts'
import { failed, Stage } from '../core/stage.ts'

interface Quota {
  consume(amount: number): number
}

/** Milliseconds between looks at an empty quota: quotas produce by the second. */
const retryDelay = 50

class ThrottleStage extends Stage {
  private readonly given: unknown
  private quota: Quota | undefined
  private queue: PipyEvent[] = []
  private timer: NodeJS.Timeout | undefined

  constructor(pipeline: Pipeline, given: unknown) {
    super(pipeline)
    this.given = given
  }

  write(event: PipyEvent): void {
    if (!this.quota) {
      const quota = typeof this.given === 'function' ? this.call(this.given as () => unknown) : this.given
      if (quota === failed) return
      if (!quota) return this.emit(event)
      this.quota = quota as Quota
    }
    this.queue.push(event)
    if (!this.timer) this.drain()
  }

  private drain(): void {
    for (let event = this.queue[0]; event && !this.closed; event = this.queue[0]) {
      if (event instanceof Data && event.size > 0) {
        const granted = this.quota?.consume(event.size) ?? 0
        if (granted < event.size) {
          if (granted > 0) this.emit(event.shift(granted))
          return this.later()
        }
      }
      this.queue.shift()
      this.emit(event)
    }
  }

  private later(): void {
    this.upstream.pause()
    this.timer = setTimeout(() => {
      this.timer = undefined
      this.drain()
      this.upstream.resume()
    }, retryDelay)
  }

  override close(): void {
    super.close()
    if (this.timer) this.upstream.resume()
    clearTimeout(this.timer)
    this.queue = []
  }
}

export const throttleDataRate: FilterKind = {
  define([quota]) {
    if (!quota) throw new TypeError('throttleDataRate() needs a Quota or a function')
    return pipeline => new ThrottleStage(pipeline, quota)
  },
}
