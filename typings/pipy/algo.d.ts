// Small algorithms. Follows Pipy's src/api/algo.cpp.

/** What keys a cache or a balancer can have: compared as `===` compares. */
type AlgoKey = string | number | boolean | object | null | undefined

/**
 * A map that forgets. **Only set() of a new key enforces `size`**, throwing out what was not got, found or asked for
 * longest; get() with an allocator grows without limit: call set() yourself where keys come from a peer.
 */
interface Cache<K extends AlgoKey, V> {
  /** The value, made by the allocator when absent or too old; undefined when there is no allocator. */
  get(key: K): V | undefined
  set(key: K, value: V): void
  has(key: K): boolean
  /** As get, but never allocates. */
  find(key: K): V | undefined
  /** Removes and, if there is a `free`, hands it key and value. Whether there was one. */
  remove(key: K): boolean
  clear(): void
}
interface CacheOptions {
  /** Entries to keep. 0, the default, is without limit. */
  size?: number
  /** Seconds an entry lives after it was set. 0, the default, is for ever. */
  ttl?: number
}
interface CacheConstructor {
  new <K extends AlgoKey, V>(options?: CacheOptions): Cache<K, V>
  new <K extends AlgoKey, V>(allocate: (key: K) => V, options?: CacheOptions): Cache<K, V>
  new <K extends AlgoKey, V>(
    allocate: (key: K) => V,
    free: (key: K, value: V) => void,
    options?: CacheOptions,
  ): Cache<K, V>
}

/** An amount that is consumed and comes back with time: for rate limits, see the filter throttleDataRate. */
interface Quota {
  readonly initial: number
  readonly current: number
  /** Takes at most `amount`; gives what it really took, 0 when empty. */
  consume(amount: number): number
  /** Gives back, up to `max`. */
  produce(amount: number): void
  /** Back to `initial`. */
  reset(): void
}
interface QuotaOptions {
  /** Most it can hold; without limit by default. */
  max?: number
  /** Seconds until what was taken comes back; never by default. */
  per?: number
  /** How much comes back each time, at most up to `initial`; all of it by default. */
  produce?: number
}
interface QuotaConstructor {
  new (initial: number, options?: QuotaOptions): Quota
  readonly prototype: Quota
}

/** Picks targets in turn, by weight. */
interface LoadBalancer<T> {
  /** Replaces the targets; loads of those that stay (by key) are kept. */
  provision(targets: T[]): void
  /** The target of `tag` (a key) if there is one and it passes, else the next one that passes; null when none does. */
  allocate(tag?: AlgoKey, validator?: (target: T) => boolean): LoadBalancerResource<T> | null
  /** The next `count` targets in turn; undefined where none passes. */
  schedule(count: number, validator?: (target: T) => boolean): (T | undefined)[]
}
interface LoadBalancerResource<T> {
  readonly target: T
  /** Tells 'least-load' that this use is over. Call it once. */
  free(): void
}
interface LoadBalancerOptions<T> {
  /** 'round-robin' by default. */
  algorithm?: 'round-robin' | 'least-load'
  /** Identity of a target; the target itself by default. */
  key?: (target: T) => AlgoKey
  /** 1 by default; 0 is never picked. */
  weight?: (target: T) => number
}
interface LoadBalancerConstructor {
  new <T>(targets: T[], options?: LoadBalancerOptions<T>): LoadBalancer<T>
}

interface Algo {
  readonly Cache: CacheConstructor
  readonly Quota: QuotaConstructor
  readonly LoadBalancer: LoadBalancerConstructor
  /** A version 4 UUID. **Not from a cryptographic source on the engine**: never a secret, see src/common/random.ts. */
  uuid(): string
  /** A number below 2^53, the same for the same text within one process only. */
  hash(value: string | number | boolean): number
}
declare var algo: Algo
