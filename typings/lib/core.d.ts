// The standard library of portable TypeScript: what exists on Pipy, natively or through the compiler's prelude
// (build/prelude), and works there as in JavaScript. What is not declared here cannot be called: that is the point.
// This file: the types that the compiler of TypeScript itself asks for, functions, Object, Symbol, and utility types.

interface Object {}

interface ObjectConstructor {
  /** Copies the own properties of the sources into `target` and returns it; null and undefined are skipped. */
  assign<T extends object>(target: T): T
  assign<T extends object, A>(target: T, a: A): T & A
  assign<T extends object, A, B>(target: T, a: A, b: B): T & A & B
  /** Own keys in the order in which they were added; for an array its indices as texts. **Keys that look like numbers are not sorted first.** */
  keys(o: object): string[]
  values<T>(o: { [key: string]: T } | readonly T[]): T[]
  entries<T>(o: { [key: string]: T } | readonly T[]): [string, T][]
  fromEntries<T>(entries: Iterable<readonly [string, T]>): { [key: string]: T }
  /** True if the object itself has the key. The names of built-in members (`toString`, `valueOf`) are only safe in a Map. */
  hasOwn(o: object, key: string): boolean
  readonly prototype: Object
}
declare var Object: ObjectConstructor

/** Functions have no members on Pipy: no name, length, call, apply or bind. */
interface Function {
  readonly prototype: any
}
interface FunctionConstructor {
  readonly prototype: Function
}
/** For `instanceof` only. */
declare var Function: FunctionConstructor
interface CallableFunction extends Function {}
interface NewableFunction extends Function {}

/** There is no `arguments`: use rest parameters. */
interface IArguments {}

interface Boolean {
  toString(): string
  valueOf(): boolean
}
interface BooleanConstructor {
  <T>(value?: T): boolean
  readonly prototype: Boolean
}
declare var Boolean: BooleanConstructor

declare var undefined: undefined
declare var NaN: number
declare var Infinity: number

/** Only a key for the types of for…of; there are no symbols on Pipy. */
interface SymbolConstructor {
  readonly iterator: unique symbol
}
declare var Symbol: SymbolConstructor
interface Symbol {}

interface IteratorResult<T> {
  done?: boolean
  value: T
}
interface Iterator<T, TReturn = any, TNext = any> {
  next(): IteratorResult<T>
}
/** Arrays, texts, Map, Set, and what their keys(), values() and entries() give: for…of, spread, destructuring. */
interface Iterable<T, TReturn = any, TNext = any> {
  [Symbol.iterator](): Iterator<T>
}
interface IterableIterator<T, TReturn = any, TNext = any> extends Iterable<T> {
  [Symbol.iterator](): Iterator<T>
  next(): IteratorResult<T>
}

type Partial<T> = { [P in keyof T]?: T[P] }
type Required<T> = { [P in keyof T]-?: T[P] }
type Readonly<T> = { readonly [P in keyof T]: T[P] }
type Pick<T, K extends keyof T> = { [P in K]: T[P] }
type Record<K extends string | number | symbol, T> = { [P in K]: T }
type Exclude<T, U> = T extends U ? never : T
type Extract<T, U> = T extends U ? T : never
type Omit<T, K extends string | number | symbol> = Pick<T, Exclude<keyof T, K>>
type NonNullable<T> = T & {}
type Parameters<T extends (...args: any) => any> = T extends (...args: infer P) => any ? P : never
type ReturnType<T extends (...args: any) => any> = T extends (...args: any) => infer R ? R : any
type PropertyKey = string | number | symbol
type Uppercase<S extends string> = intrinsic
type Lowercase<S extends string> = intrinsic
type Capitalize<S extends string> = intrinsic
type Uncapitalize<S extends string> = intrinsic
type NoInfer<T> = intrinsic
