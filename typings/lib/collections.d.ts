// Map and Set. Objects are keys by identity. Iteration is in the order of insertion, over what was there when it began.

interface Map<K, V> {
  readonly size: number
  get(key: K): V | undefined
  set(key: K, value: V): this
  has(key: K): boolean
  delete(key: K): boolean
  clear(): void
  forEach(visit: (value: V, key: K) => void): void
  keys(): IterableIterator<K>
  values(): IterableIterator<V>
  entries(): IterableIterator<[K, V]>
  [Symbol.iterator](): Iterator<[K, V]>
}
interface ReadonlyMap<K, V> {
  readonly size: number
  get(key: K): V | undefined
  has(key: K): boolean
  forEach(visit: (value: V, key: K) => void): void
  keys(): IterableIterator<K>
  values(): IterableIterator<V>
  entries(): IterableIterator<[K, V]>
  [Symbol.iterator](): Iterator<[K, V]>
}
interface MapConstructor {
  new <K = any, V = any>(): Map<K, V>
  new <K, V>(entries: Iterable<readonly [K, V]>): Map<K, V>
  readonly prototype: Map<any, any>
}
declare var Map: MapConstructor

interface Set<T> {
  readonly size: number
  add(value: T): this
  has(value: T): boolean
  delete(value: T): boolean
  clear(): void
  forEach(visit: (value: T) => void): void
  keys(): IterableIterator<T>
  values(): IterableIterator<T>
  entries(): IterableIterator<[T, T]>
  [Symbol.iterator](): Iterator<T>
}
interface ReadonlySet<T> {
  readonly size: number
  has(value: T): boolean
  forEach(visit: (value: T) => void): void
  keys(): IterableIterator<T>
  values(): IterableIterator<T>
  [Symbol.iterator](): Iterator<T>
}
interface SetConstructor {
  new <T = any>(): Set<T>
  new <T>(values: Iterable<T>): Set<T>
  readonly prototype: Set<any>
}
declare var Set: SetConstructor
