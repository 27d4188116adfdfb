// Counters in memory. Follows Pipy's src/api/stats.cpp. Nothing is exported by itself: write the text of /metrics from
// submetrics(). The engine's `type` is left out: on a Histogram it ends the process.

interface Metric<Self> {
  readonly name: string
  /** The label value of a submetric; undefined at the root. */
  readonly label: string | undefined
  /** The submetrics that withLabels() made so far, one level down. */
  submetrics(): Self[]
  /** The submetric of these label values, made when absent. Null (against the type) when there are no more label names. */
  withLabels(...values: string[]): Self
  /** Forgets the submetrics. Its own value stays: that is for zero(). */
  clear(): void
}
interface Counter extends Metric<Counter> {
  /** Its own value: submetrics are not added up. */
  readonly value: number
  /** Sets its own value to 0, not that of its submetrics. */
  zero(): void
  /** By 1 unless said otherwise. */
  increase(by?: number): void
}
interface CounterConstructor {
  new (name: string, labelNames?: string[]): Counter
  readonly prototype: Counter
}
interface Gauge extends Metric<Gauge> {
  readonly value: number
  zero(): void
  set(value: number): void
  increase(by?: number): void
  decrease(by?: number): void
}
interface GaugeConstructor {
  new (name: string, labelNames?: string[]): Gauge
  readonly prototype: Gauge
}
interface Histogram extends Metric<Histogram> {
  /** How many samples fell into each bucket (**not added up**, as /metrics wants it), then their number, then their sum. */
  readonly value: number[]
  zero(): void
  observe(sample: number): void
}
interface HistogramConstructor {
  /** `buckets` are upper limits in rising order; end with Infinity. */
  new (name: string, buckets: number[], labelNames?: string[]): Histogram
  readonly prototype: Histogram
}
interface Stats {
  readonly Counter: CounterConstructor
  readonly Gauge: GaugeConstructor
  readonly Histogram: HistogramConstructor
}
declare var stats: Stats
