/**
 * throttleDataRate, throttleMessageRate: let bytes or messages through as an algo.Quota allows. Follows Pipy's
 * src/filters/throttle.cpp.
 *
 * Owns the events that wait for the quota, and pauses its source meanwhile (unless `blockInput` is false). Flush signals, the
 * empty Data, are swallowed, as on Pipy.
 */
import { Data } from '../core/data.ts'
import type { PipyEvent } from '../core/events.ts'
import { MessageStart } from '../core/events.ts'
import type { FilterKind } from '../core/layout.ts'
import type { Pipeline } from '../core/pipeline.ts'
import { failed, Stage } from '../core/stage.ts'
import { Quota } from '../globals/algo-quota.ts'
import { checkOptions } from './arguments.ts'

/** What of an event the quota pays for; gives how much of it may pass now, the rest stays in place. */
type Fee = (event: PipyEvent, quota: Quota) => { pass: PipyEvent | undefined; isWhole: boolean }

interface Throttle {
  fee: Fee
  quota: unknown
  blockInput: boolean
}

class ThrottleStage extends Stage {
  private readonly throttle: Throttle
  private quota: Quota | undefined
  private queue: PipyEvent[] = []
  private isPaused = false

  constructor(pipeline: Pipeline, throttle: Throttle) {
    super(pipeline)
    this.throttle = throttle
  }

  write(event: PipyEvent): void {
    if (this.closed || (event instanceof Data && event.size === 0)) return
    const quota = this.quota ?? this.findQuota()
    if (!quota) return
    this.queue.push(event)
    if (this.queue.length > 1 || this.drain()) return
    quota.enqueue(this.drain)
    if (!this.throttle.blockInput) return
    this.isPaused = true
    this.upstream.pause()
  }

  /** Passes on what the quota allows; true when nothing waits any more. */
  private readonly drain = (): boolean => {
    const { quota } = this
    for (let event = this.queue[0]; event && quota; event = this.queue[0]) {
      const { pass, isWhole } = this.throttle.fee(event, quota)
      if (isWhole) this.queue.shift()
      if (pass) this.emit(pass)
      if (!isWhole) return false
    }
    this.release()
    return true
  }

  private findQuota(): Quota | undefined {
    const given = this.throttle.quota
    const quota = typeof given === 'function' ? this.call(() => given() as unknown) : given
    if (quota === failed) return undefined
    if (quota instanceof Quota) this.quota = quota
    else this.fail(new TypeError('function did not return an object of type algo.Quota'))
    return this.quota
  }

  private release(): void {
    if (this.isPaused) this.upstream.resume()
    this.isPaused = false
  }

  override close(): void {
    super.close()
    this.quota?.dequeue(this.drain)
    this.queue = []
    this.release()
  }
}

const byBytes: Fee = (event, quota) => {
  if (!(event instanceof Data)) return { pass: event, isWhole: true }
  const granted = quota.consume(event.size)
  if (granted === event.size) return { pass: event, isWhole: true }
  return { pass: granted > 0 ? event.shift(granted) : undefined, isWhole: false }
}

const byMessages: Fee = (event, quota) => {
  const isFree = !(event instanceof MessageStart) || quota.consume(1) > 0
  return { pass: isFree ? event : undefined, isWhole: isFree }
}

const kind = (fee: Fee): FilterKind => ({
  define([quota, given]) {
    if (typeof quota !== 'function' && !(quota instanceof Quota)) {
      throw new TypeError('throttle filter expects an algo.Quota or a function returning that')
    }
    const { blockInput = true } = checkOptions<{ blockInput: boolean }>(given, { blockInput: 'boolean' })
    return pipeline => new ThrottleStage(pipeline, { fee, quota, blockInput })
  },
})

export const throttleDataRate = kind(byBytes)
export const throttleMessageRate = kind(byMessages)
