/**
 * The global `sqlite`: databases in files. Follows Pipy's src/api/sqlite.cpp, on node:sqlite with SQLite's own defaults.
 *
 * Owns one connection per database. Differs: a text without a statement throws at sql(), where Pipy fails at step() only.
 */
import { resolve } from 'node:path'
import { DatabaseSync, type StatementSync } from 'node:sqlite'
import { textArgument } from './arguments.ts'
import { guarded, Statement } from './sqlite-statement.ts'

/** What may stand before a statement: blanks, empty statements, comments. */
const beforeStatement = /^(?:[\s;\0]|--[^\n]*(?:\n|$)|\/\*[\s\S]*?(?:\*\/|$))*/

class Database {
  readonly #db: DatabaseSync
  #isOpen = true

  constructor(filename: string) {
    // An absolute path is never taken for a URI, or for options.
    const path = filename === ':memory:' || filename === '' ? filename : resolve(filename)
    this.#db = guarded(
      () =>
        new DatabaseSync(path, {
          enableForeignKeyConstraints: false,
          enableDoubleQuotedStringLiterals: true,
          defensive: false,
        }),
    )
  }

  sql(text: string): Statement {
    const sql = textArgument(text, 1).replace(beforeStatement, '')
    const db = this.#opened()
    if (sql === '') throw new TypeError('SQLite error: there is no statement in the text')
    return guarded(() => new Statement(db.prepare(sql)), true)
  }

  exec(text: string): Record<string, string | null>[] {
    let rest = textArgument(text, 1).replace(beforeStatement, '')
    const db = this.#opened()
    const rows: Record<string, string | null>[] = []
    while (rest !== '') {
      const used = guarded(() => runAsText(db, db.prepare(rest), rows), true)
      rest = rest.slice(used).replace(beforeStatement, '')
    }
    return rows
  }

  close(): void {
    if (this.#isOpen) this.#db.close()
    this.#isOpen = false
  }

  #opened(): DatabaseSync {
    if (!this.#isOpen) throw new Error('Database is closed')
    return this.#db
  }
}

/** Runs one statement to its end and adds its rows, all values as SQLite's own text. Gives the length of its source. */
function runAsText(db: DatabaseSync, statement: StatementSync, rows: Record<string, string | null>[]): number {
  statement.setReadBigInts(true)
  statement.setReturnArrays(true)
  const names = statement.columns().map(column => column.name)
  // all() rewinds the statement if it fails, too: one that is left half-way keeps its lock.
  for (const row of statement.all() as unknown[]) {
    const values = row as (string | number | bigint | Uint8Array | null)[]
    rows.push(Object.fromEntries(names.map((name, index) => [name, textOf(db, values[index] ?? null)])))
  }
  return statement.sourceSQL.length
}

function textOf(db: DatabaseSync, value: string | number | bigint | Uint8Array | null): string | null {
  if (value === null) return null
  if (typeof value === 'bigint') return String(value)
  if (typeof value === 'number') {
    // 15 digits, as the SQLite in Pipy writes REAL; the one in Node writes 17.
    return db.prepare("SELECT printf('%!.15g', ?) AS text").get(value)?.text as string
  }
  const text = typeof value === 'string' ? value : Buffer.from(value).toString('utf8')
  // Pipy takes it for a C string.
  return text.split('\0', 1)[0] as string
}

export function sqlite(filename: unknown): Database {
  return new Database(textArgument(filename, 1))
}
