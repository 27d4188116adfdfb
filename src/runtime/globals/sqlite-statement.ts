/**
 * A compiled statement: bindings, the current row, values in and out. Follows Statement of Pipy's src/api/sqlite.cpp.
 *
 * Owns the bindings and the cursor. As on Pipy numbers are bound as REAL, and integers below zero or from 2^32 on come out as Int.
 * Differs: bind() after step() or exec() throws, where Pipy ignores it silently.
 */
import type { SQLInputValue, StatementSync } from 'node:sqlite'
import { Data } from '../core/data.ts'
import { numberArgument } from './arguments.ts'
import { Int } from './int.ts'
import { findParameters } from './sqlite-parameters.ts'

/** A value as node:sqlite hands it out when integers are big and rows are arrays. */
type Raw = string | number | bigint | Uint8Array | null
type Row = Record<string, unknown>

const busy = 5
const primaryCode = 0xff

export class Statement {
  readonly #statement: StatementSync
  readonly #parameters: (string | null)[]
  readonly #values: SQLInputValue[]
  #cursor: Iterator<unknown> | undefined
  #names: string[] = []
  #row: Raw[] | undefined
  #isFresh = true

  constructor(statement: StatementSync) {
    statement.setReadBigInts(true)
    statement.setReturnArrays(true)
    // ':a' and '@a' are two parameters.
    statement.setAllowBareNamedParameters(false)
    this.#statement = statement
    this.#parameters = findParameters(statement.sourceSQL)
    this.#values = this.#parameters.map(() => null)
  }

  reset(): this {
    this.#close()
    this.#row = undefined
    this.#isFresh = true
    return this
  }

  bind(index: number, value: unknown): this {
    const place = Math.trunc(numberArgument(index, 1)) - 1
    if (!this.#isFresh) throw new TypeError('bind() needs reset() after step() or exec(): Pipy ignores it silently')
    if (place >= 0 && place < this.#values.length) this.#values[place] = toSQL(value)
    return this
  }

  step(): boolean {
    return guarded(() => {
      if (!this.#cursor) {
        this.#isFresh = false
        this.#cursor = this.#statement.iterate(...this.#bindings()) as Iterator<unknown>
      }
      try {
        const { done, value } = this.#cursor.next()
        // A first step may compile anew, after the table changed: only then the names hold.
        if (!done && !this.#row) this.#names = this.#statement.columns().map(column => column.name)
        this.#row = done ? undefined : (value as Raw[])
        if (done) this.#cursor = undefined
        return Boolean(done)
      } catch (error) {
        this.#close()
        throw error
      }
    })
  }

  exec(): Row[] {
    const rows: Row[] = []
    while (!this.step()) rows.push(this.row() ?? {})
    return rows
  }

  /** After the last row, as on Pipy, a row of nulls. */
  row(): Row | null {
    const names = this.#columnNames()
    if (names.length === 0) return null
    return Object.fromEntries(names.map((name, index) => [name, this.#value(index)]))
  }

  column(index: number): unknown {
    const place = Math.trunc(numberArgument(index, 1))
    return place >= 0 && place < this.#columnNames().length ? this.#value(place) : undefined
  }

  #columnNames(): string[] {
    return this.#row ? this.#names : guarded(() => this.#statement.columns().map(column => column.name))
  }

  #value(index: number): unknown {
    return fromSQL(this.#row?.[index] ?? null)
  }

  /** Named parameters in an object, the others in their order. */
  #bindings(): SQLInputValue[] {
    const named: Record<string, SQLInputValue> = {}
    const others: SQLInputValue[] = []
    this.#parameters.forEach((name, index) => {
      const value = this.#values[index] ?? null
      if (name === null) others.push(value)
      else named[name] = value
    })
    return Object.keys(named).length > 0 ? [named as unknown as SQLInputValue, ...others] : others
  }

  #close(): void {
    this.#cursor?.return?.()
    this.#cursor = undefined
  }
}

function toSQL(value: unknown): SQLInputValue {
  if (value === undefined || value === null) return null
  if (typeof value === 'boolean') return value ? 1n : 0n
  if (typeof value === 'number' || typeof value === 'string') return value
  if (value instanceof Int) return Int.toInt64(value)
  if (value instanceof Data) return value.toBuffer()
  throw new TypeError('an object cannot be bound: Pipy stores [object …] for it')
}

function fromSQL(value: Raw): unknown {
  if (typeof value === 'bigint') return value >> 32n === 0n ? Number(value) : new Int(value)
  if (value instanceof Uint8Array) return Data.of(value)
  return value
}

/** Runs `work`; errors of SQLite become Pipy's. */
export function guarded<Result>(work: () => Result, isExec = false): Result {
  try {
    return work()
  } catch (error) {
    const { code, errcode = 0, message } = error as NodeJS.ErrnoException & { errcode?: number }
    if (code !== 'ERR_SQLITE_ERROR' && code !== 'ERR_INVALID_STATE') throw error
    const isBusy = (errcode & primaryCode) === busy && !isExec
    throw new Error(isBusy ? 'SQLITE_BUSY' : `SQLite error: ${message}`, { cause: error })
  }
}
