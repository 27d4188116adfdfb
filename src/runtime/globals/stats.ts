/**
 * The global `stats`: counters, gauges and histograms, with submetrics by label. Follows Pipy's src/api/stats.cpp.
 *
 * Each metric owns its value and its submetrics; nothing is exported. Differs: buckets that do not rise throw, where Pipy only
 * logs a warning and counts into the wrong one; `type`, which ends Pipy on a Histogram, is not there.
 */
import { numberArgument, textArgument } from './arguments.ts'

abstract class Metric<Self extends Metric<Self>> {
  readonly #name: string
  readonly #labels: readonly string[]
  #label: string | undefined
  /** How many labels are fixed already. */
  #depth = 0
  #subs = new Map<string, Self>()

  constructor(name: unknown, labels: unknown, place: number) {
    this.#name = textArgument(name, 1)
    if (labels !== undefined && labels !== null && !Array.isArray(labels)) {
      throw new TypeError(`argument #${place} expects an array`)
    }
    this.#labels = ((labels ?? []) as unknown[]).map(String)
  }

  /** A metric of the same kind and name. */
  protected abstract sibling(name: string, labels: readonly string[]): Self

  get name(): string {
    return this.#name
  }

  get label(): string | undefined {
    return this.#label
  }

  submetrics(): Self[] {
    return [...this.#subs.values()]
  }

  withLabels(...values: unknown[]): Self | null {
    if (this.#depth >= this.#labels.length) return null
    let metric = this as unknown as Self
    for (const value of values.slice(0, this.#labels.length - this.#depth)) metric = metric.#sub(String(value))
    return metric
  }

  clear(): void {
    for (const sub of this.#subs.values()) sub.clear()
    this.#subs = new Map()
  }

  #sub(label: string): Self {
    const known = this.#subs.get(label)
    if (known) return known
    const sub = this.sibling(this.#name, this.#labels)
    sub.#label = label
    sub.#depth = this.#depth + 1
    this.#subs.set(label, sub)
    return sub
  }
}

const amount = (by: unknown): number => (by === undefined ? 1 : numberArgument(by, 1))

class Counter extends Metric<Counter> {
  #value = 0

  constructor(name: unknown, labels?: unknown) {
    super(name, labels, 2)
  }

  protected sibling(name: string, labels: readonly string[]): Counter {
    return new Counter(name, labels)
  }

  get value(): number {
    return this.#value
  }

  zero(): void {
    this.#value = 0
  }

  increase(by?: unknown): void {
    this.#value += amount(by)
  }
}

class Gauge extends Metric<Gauge> {
  #value = 0

  constructor(name: unknown, labels?: unknown) {
    super(name, labels, 2)
  }

  protected sibling(name: string, labels: readonly string[]): Gauge {
    return new Gauge(name, labels)
  }

  get value(): number {
    return this.#value
  }

  zero(): void {
    this.#value = 0
  }

  set(value: unknown): void {
    this.#value = numberArgument(value, 1)
  }

  increase(by?: unknown): void {
    this.#value += amount(by)
  }

  decrease(by?: unknown): void {
    this.#value -= amount(by)
  }
}

class Histogram extends Metric<Histogram> {
  readonly #limits: readonly number[]
  #counts: number[]
  #count = 0
  #sum = 0

  constructor(name: unknown, buckets: unknown, labels?: unknown) {
    super(name, labels, 3)
    if (!Array.isArray(buckets)) throw new TypeError('argument #2 expects an array')
    this.#limits = buckets.map(Number)
    if (this.#limits.some((limit, index) => index > 0 && !(limit > (this.#limits[index - 1] as number)))) {
      throw new TypeError(`the buckets of ${this.name} do not rise: Pipy only logs a warning`)
    }
    this.#counts = this.#limits.map(() => 0)
  }

  protected sibling(name: string, labels: readonly string[]): Histogram {
    return new Histogram(name, this.#limits, labels)
  }

  get value(): number[] {
    return [...this.#counts, this.#count, this.#sum]
  }

  zero(): void {
    this.#counts = this.#limits.map(() => 0)
    this.#count = 0
    this.#sum = 0
  }

  observe(sample: unknown): void {
    const value = numberArgument(sample, 1)
    const bucket = this.#limits.findIndex(limit => value <= limit)
    if (bucket >= 0) this.#counts[bucket] = (this.#counts[bucket] as number) + 1
    this.#count++
    this.#sum += value
  }
}

export const stats = { Counter, Gauge, Histogram }
