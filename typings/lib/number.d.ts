// Numbers and Math.

interface Number {
  /** **At most 12 decimals.** `radix` for whole numbers only. */
  toString(radix?: number): string
  toFixed(digits?: number): string
  valueOf(): number
}

interface NumberConstructor {
  /** NaN for what is no number. Also what turns an Int of SQLite into a number. */
  (value?: string | number | boolean | null | undefined | Int): number
  isFinite(value: unknown): boolean
  isInteger(value: unknown): boolean
  isNaN(value: unknown): boolean
  isSafeInteger(value: unknown): boolean
  /** Reads the leading digits; NaN if there are none. */
  parseInt(text: string, radix?: number): number
  /** Reads the leading number; NaN if there is none. */
  parseFloat(text: string): number
  readonly EPSILON: number
  readonly MAX_SAFE_INTEGER: number
  readonly MIN_SAFE_INTEGER: number
  readonly MAX_VALUE: number
  readonly MIN_VALUE: number
  readonly NaN: number
  readonly POSITIVE_INFINITY: number
  readonly NEGATIVE_INFINITY: number
  readonly prototype: Number
}
declare var Number: NumberConstructor

/** As Number.parseInt. */
declare function parseInt(text: string, radix?: number): number
/** As Number.parseFloat. */
declare function parseFloat(text: string): number
/** For numbers, as Number.isNaN. */
declare function isNaN(value: number): boolean

interface Math {
  readonly E: number
  readonly PI: number
  readonly LN2: number
  abs(x: number): number
  cbrt(x: number): number
  ceil(x: number): number
  clz32(x: number): number
  exp(x: number): number
  floor(x: number): number
  imul(x: number, y: number): number
  log(x: number): number
  log10(x: number): number
  log2(x: number): number
  max(...values: number[]): number
  min(...values: number[]): number
  pow(x: number, y: number): number
  /** Not for secrets: src/common/random.ts is. */
  random(): number
  /** Halves go up, as in JavaScript. */
  round(x: number): number
  sign(x: number): number
  sqrt(x: number): number
  trunc(x: number): number
}
declare var Math: Math
