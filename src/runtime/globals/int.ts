/**
 * Int: a 64-bit integer as an object, as SQLite gives it for negatives and from 2^32 on. Follows Pipy's Int in src/pjs/types.cpp.
 *
 * Immutable. Only what typings/pipy/globals.d.ts declares: no operators. Where a script calculates with one nevertheless it
 * becomes a number here (on Pipy an Int of some type).
 */

type IntType = 'i8' | 'i16' | 'i32' | 'i64' | 'u8' | 'u16' | 'u32' | 'u64'

const types: readonly string[] = ['i8', 'i16', 'i32', 'i64', 'u8', 'u16', 'u32', 'u64']
const bitsOfHalf = 32n
const half = 0xffffffffn
const mostBase = 36
const hexadecimal = 16

export class Int {
  readonly #type: IntType
  readonly #value: bigint

  constructor(source: unknown, low?: unknown, high?: unknown) {
    if (typeof source === 'bigint') {
      this.#type = 'i64'
      this.#value = BigInt.asIntN(64, source)
    } else if (typeof source === 'string' && low === undefined) {
      this.#type = types.includes(source) ? (source as IntType) : 'i64'
      this.#value = fit(this.#type, types.includes(source) ? 0n : leadingInteger(source))
    } else if (typeof source === 'string' && types.includes(source)) {
      this.#type = source as IntType
      this.#value = fit(this.#type, high === undefined ? integerOf(low) : fromHalves(low, high))
    } else if (source instanceof Int) {
      this.#type = source.#type
      this.#value = source.#value
    } else if (typeof source === 'number') {
      this.#type = 'i64'
      this.#value = fit('i64', integerOf(source))
    } else {
      throw new TypeError('Int is made from decimal text, or from a type and one or two numbers')
    }
  }

  static parse(text: string, base: number = 10): Int | null {
    if (typeof text !== 'string') throw new TypeError('argument #1 expects a string')
    if (!Number.isInteger(base) || base < 2 || base > mostBase) {
      throw new TypeError(`Int.parse: base ${base} is not within 2 and 36: Pipy crashes on it`)
    }
    const value = parseInteger(text, base)
    return value === null ? null : new Int(value)
  }

  get type(): IntType {
    return this.#type
  }

  get width(): number {
    return Number(this.#type.slice(1))
  }

  get low(): number {
    return Number(this.#value & half)
  }

  get high(): number {
    return Number(this.#value >> bitsOfHalf)
  }

  get isUnsigned(): boolean {
    return this.#type.startsWith('u')
  }

  toString(): string {
    return String(this.#value)
  }

  valueOf(): number {
    return Number(this.#value)
  }

  /** Where text or number will do: a number if that is exact, so that both `+ 1` and `'' +` come out right. */
  [Symbol.toPrimitive](hint: string): string | number {
    const number = Number(this.#value)
    return hint === 'number' || (hint === 'default' && Number.isSafeInteger(number)) ? number : String(this.#value)
  }

  /** The value as SQLite keeps it: 64 bits with a sign. For the runtime, scripts do not see it. */
  static toInt64(int: Int): bigint {
    return BigInt.asIntN(64, int.#value)
  }
}

function fit(type: IntType, value: bigint): bigint {
  const width = Number(type.slice(1))
  return type.startsWith('u') ? BigInt.asUintN(width, value) : BigInt.asIntN(width, value)
}

const fromHalves = (low: unknown, high: unknown): bigint =>
  BigInt.asUintN(32, integerOf(low)) + (integerOf(high) << bitsOfHalf)

function integerOf(value: unknown): bigint {
  if (value instanceof Int) return Int.toInt64(value)
  if (typeof value === 'string') return leadingInteger(value)
  const number = Number(value)
  if (!Number.isFinite(number)) throw new TypeError(`Int cannot hold ${value}: Pipy gives any number for it`)
  return BigInt(Math.trunc(number))
}

/** As C's atoll: blanks, sign, digits, and whatever follows is ignored. Beyond 64 bits the nearest limit. */
function leadingInteger(text: string): bigint {
  const found = /^[ \t\n\v\f\r]*([+-]?)(\d+)/.exec(text)
  if (!found) return 0n
  const value = BigInt(found[2] as string) * (found[1] === '-' ? -1n : 1n)
  const most = 2n ** 63n - 1n
  return value > most ? most : value < -most - 1n ? -most - 1n : value
}

/** The whole text in that base, blanks around it aside, or null. */
function parseInteger(text: string, base: number): bigint | null {
  const bare = text.trim()
  if (bare === '') throw new TypeError('Int.parse: the text is empty: Pipy gives 0 for it')
  const found = /^([+-]?)(0x)?([0-9a-z]+)$/i.exec(bare)
  if (!found || (found[2] && base !== hexadecimal)) return null
  let value = 0n
  for (const char of found[3] as string) {
    const digit = Number.parseInt(char, base)
    if (Number.isNaN(digit)) return null
    value = value * BigInt(base) + BigInt(digit)
  }
  if (found[1] === '-') value = -value
  if (BigInt.asIntN(64, value) !== value) throw new TypeError(`Int.parse: ${bare} has more than 64 bits`)
  return value
}
