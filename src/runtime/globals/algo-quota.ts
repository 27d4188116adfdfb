/**
 * algo.Quota: an amount that is consumed and comes back with time. Follows Quota of Pipy's src/api/algo.cpp.
 *
 * Owns the amount and the timer that brings it back. Quotas that threads share (`key`) are not here: there is one thread.
 */
import { numberArgument, optionsArgument } from './arguments.ts'

interface QuotaOptions {
  max: number
  per: number
  produce: number
}

/** Who waits for more of a quota: takes what it can; true when it waits no longer. */
export type QuotaConsumer = () => boolean

export class Quota {
  /** In the order of their coming. For filters: scripts do not see it. */
  readonly #waiting = new Set<QuotaConsumer>()
  readonly #initial: number
  readonly #max: number
  readonly #perMs: number
  /** 0: all at once. */
  readonly #step: number
  #current: number
  #timer: NodeJS.Timeout | undefined

  constructor(initial: unknown = 0, options?: unknown) {
    const { max, per, produce } = optionsArgument<QuotaOptions>(options, 2)
    this.#initial = numberArgument(initial, 1)
    this.#current = this.#initial
    this.#max = Number(max ?? Number.POSITIVE_INFINITY)
    this.#perMs = Number(per ?? 0) * 1000
    this.#step = Number(produce ?? 0)
  }

  get initial(): number {
    return this.#initial
  }

  get current(): number {
    return this.#current
  }

  consume(amount: unknown): number {
    const wanted = numberArgument(amount, 1)
    if (!(wanted > 0)) return 0
    const taken = Math.min(wanted, this.#current)
    this.#current -= taken
    this.#produceLater()
    return taken
  }

  produce(amount: unknown): void {
    const given = numberArgument(amount, 1)
    if (!(given > 0)) return
    this.#current = Math.min(this.#max, this.#current + given)
    for (const consumer of [...this.#waiting]) {
      if (!(this.#current > 0)) break
      if (consumer()) this.#waiting.delete(consumer)
      else break
    }
  }

  /** For filters: has `consumer` called whenever there is more, until it says true or is given to `dequeue`. */
  enqueue(consumer: QuotaConsumer): void {
    this.#waiting.add(consumer)
    this.#timer?.ref()
  }

  dequeue(consumer: QuotaConsumer): void {
    this.#waiting.delete(consumer)
  }

  reset(): void {
    if (this.#current >= this.#initial) this.#current = this.#initial
    else this.produce(this.#initial - this.#current)
  }

  #produceLater(): void {
    if (this.#timer || !(this.#perMs > 0)) return
    this.#timer = setTimeout(() => {
      this.#timer = undefined
      const missing = this.#initial - this.#current
      const isMore = this.#step > 0 && this.#step < missing
      if (isMore) this.#produceLater()
      this.produce(isMore ? this.#step : missing)
    }, this.#perMs)
    // It does not keep the process alive, on Pipy neither, unless a filter waits.
    if (this.#waiting.size === 0) this.#timer.unref()
  }
}
