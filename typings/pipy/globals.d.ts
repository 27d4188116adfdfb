// What else is global: printing, 64-bit integers, and what Pipy adds to JSON.
// Follows Pipy's src/api/print.cpp, src/api/json.cpp and the Int of src/pjs.

/** What both engines print alike. Dumps of objects differ in their quotes: print JSON.stringify(object) instead. */
type Printable = string | number | boolean | null | undefined | Data

/**
 * Writes the values to stdout, separated by spaces, without a newline, and flushes. Nothing is lost at exit.
 * Strings are written as they are, Data as `Data[ 68 69 ]`. Writing to a closed stdout ends the process (SIGPIPE).
 */
declare function print(...values: Printable[]): void

/** As `print`, with a newline at the end. */
declare function println(...values: Printable[]): void

/**
 * A 64-bit integer. It comes out of SQLite for negatives and for values of 2^32 and more (so for every time in
 * milliseconds), and out of `Int.parse`. **It is an object**: it never equals a number, JSON makes it `{}`, Map keys
 * compare it by identity, and dividing one by zero ends the process. So it has no operators here: convert it at once
 * with `Number(i)`, exact up to 2^53, or take its decimal text.
 */
interface Int {
  /** 'i64' for what SQLite and Int.parse give. */
  readonly type: 'i8' | 'i16' | 'i32' | 'i64' | 'u8' | 'u16' | 'u32' | 'u64'
  /** Bits: 8, 16, 32 or 64. */
  readonly width: number
  readonly isUnsigned: boolean
  /** The lower 32 bits, 0 … 2^32-1. */
  readonly low: number
  /** The upper 32 bits, signed unless the Int is unsigned. */
  readonly high: number
  /** Decimal text, all digits. */
  toString(): string
}
interface IntConstructor {
  /**
   * An 'i64' from decimal text: the way to write exact integers into SQLite. Reads the leading digits and never
   * throws (`12x` is 12, `x` is 0): check foreign text with `Int.parse` first.
   */
  new (decimal: string): Int
  /** `low` and `high` are the halves, each as a 32-bit number. */
  new (type: 'i64' | 'u64', low: number, high: number): Int
  /** Null when `text` is not an integer in that base (10 by default; 2 … 36 only). */
  parse(text: string, base?: number): Int | null
  readonly prototype: Int
}
declare var Int: IntConstructor

interface JSON {
  /** Parses the bytes of a JSON text. Throws an Error when they are not JSON. */
  decode(data: Data): any
  /** `new Data(JSON.stringify(value))` in one step; undefined for undefined. `space` is a number of blanks. */
  encode(value: unknown, replacer?: ((key: any, value: any) => unknown) | null, space?: number): Data
}
