// Arrays. At most 1 048 576 elements: further writes are dropped without an error.

interface ArrayLike<T> {
  readonly length: number
  readonly [n: number]: T
}

interface ReadonlyArray<T> {
  readonly length: number
  readonly [n: number]: T
  [Symbol.iterator](): Iterator<T>
  concat(...items: (T | readonly T[])[]): T[]
  /** Undefined and null become ''. */
  join(separator?: string): string
  slice(start?: number, end?: number): T[]
  at(index: number): T | undefined
  indexOf(item: T, from?: number): number
  lastIndexOf(item: T): number
  includes(item: T, from?: number): boolean
  every<S extends T>(test: (item: T, index: number) => item is S): this is readonly S[]
  every(test: (item: T, index: number) => unknown): boolean
  some(test: (item: T, index: number) => unknown): boolean
  /** The array must not grow meanwhile. */
  forEach(visit: (item: T, index: number) => void): void
  map<U>(change: (item: T, index: number) => U): U[]
  filter<S extends T>(test: (item: T, index: number) => item is S): S[]
  filter(test: (item: T, index: number) => unknown): T[]
  find<S extends T>(test: (item: T, index: number) => item is S): S | undefined
  find(test: (item: T, index: number) => unknown): T | undefined
  findIndex(test: (item: T, index: number) => unknown): number
  findLast(test: (item: T, index: number) => unknown): T | undefined
  findLastIndex(test: (item: T, index: number) => unknown): number
  /** Give a start value: without one an empty array gives undefined instead of throwing. */
  reduce<U>(merge: (sum: U, item: T, index: number) => U, start: U): U
  reduceRight<U>(merge: (sum: U, item: T, index: number) => U, start: U): U
  /** One level only. */
  flat<U>(this: readonly (U | readonly U[])[]): U[]
  flatMap<U>(change: (item: T, index: number) => U | readonly U[]): U[]
  keys(): IterableIterator<number>
  values(): IterableIterator<T>
  entries(): IterableIterator<[number, T]>
}

interface Array<T> extends ReadonlyArray<T> {
  length: number
  [n: number]: T
  push(...items: T[]): number
  pop(): T | undefined
  shift(): T | undefined
  unshift(...items: T[]): number
  splice(start: number, count?: number, ...items: T[]): T[]
  reverse(): T[]
  fill(value: T, start?: number, end?: number): this
  /** In place and stable. Without `compare` by the texts of the items. */
  sort(compare?: (a: T, b: T) => number): this
}

interface ArrayConstructor {
  new <T = any>(length: number): T[]
  isArray(value: unknown): value is any[]
  /** The items of an array, text, Map, Set; or as many items as `length` says, each made by `change`. */
  from<T>(items: Iterable<T>): T[]
  from<T, U>(items: Iterable<T>, change: (item: T, index: number) => U): U[]
  from<U>(items: { length: number }, change: (item: undefined, index: number) => U): U[]
  readonly prototype: any[]
}
declare var Array: ArrayConstructor
