// SQLite. Follows Pipy's src/api/sqlite.cpp. Both engines run SQLite 3.53; files are interchangeable.

/**
 * A value as it comes out of a column. Integers below zero and from 2^32 up (so every time in milliseconds) come as
 * **Int**, an object that equals no number: convert with Number(). REAL columns always give numbers. Go through
 * src/common/store.ts rather than meeting this type.
 */
type SQLiteValue = number | string | Int | Data | null

/**
 * A value as it can be bound. **Numbers are bound as REAL**: SQLite turns them back in columns of type INTEGER, but a
 * TEXT column stores 7 as '7.0' and an untyped one 7.0; bind text there, or `new Int('7')`. Booleans become 1 and 0,
 * Data a BLOB, null and undefined NULL.
 */
type SQLiteBindable = number | string | boolean | Int | Data | null | undefined

type SQLiteRow = { [column: string]: SQLiteValue }

/** A compiled statement. It stays usable after exec(): call reset() before binding again. */
interface SQLiteStatement {
  /** Rewinds, keeps the bindings. */
  reset(): SQLiteStatement
  /** Sets parameter `index`, the first is 1. An index that does not exist is ignored silently. */
  bind(index: number, value: SQLiteBindable): SQLiteStatement
  /**
   * Runs to the next row. **True means done**, false that there is a row to read with row() or column().
   * Throws an Error 'SQLite error: …' on failure, 'SQLITE_BUSY' when another process holds the lock.
   */
  step(): boolean
  /** Runs to the end and gives all rows. Throws as step() does. */
  exec(): SQLiteRow[]
  /** The current row by column name. Only after a step() that returned false. Null when the statement has no columns. */
  row(): SQLiteRow | null
  /** Column `index`, the first is 0, of the current row; undefined when there is no such column. */
  column(index: number): SQLiteValue | undefined
}

interface SQLiteDatabase {
  /** Compiles the first statement of `text`; what follows it is ignored. Throws 'SQLite error: …'. */
  sql(text: string): SQLiteStatement
  /** Runs all statements of `text` and gives the rows of all of them, **every value as text** or null. Throws 'SQLite error: …'. */
  exec(text: string): { [column: string]: string | null }[]
  /** Closes it; later calls on it throw 'Database is closed'. Statements of it must not be used any more. */
  close(): void
}

/**
 * Opens or creates a database file (':memory:' for none), relative to the working directory.
 * Throws 'SQLite error: unable to open database file'. There is no busy timeout by default: `PRAGMA busy_timeout`.
 */
declare function sqlite(filename: string): SQLiteDatabase
