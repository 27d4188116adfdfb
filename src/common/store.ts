/**
 * SQLite, the only way in which ZTM keeps anything: opens, migrates, asks, changes.
 *
 * Owns one database connection. What returned is on disk (synchronous FULL) unless its
 * owner can do without, so a process may be killed at any moment.
 * Times in milliseconds are kept in REAL columns: integers of that size would come back as an object that equals nothing.
 */
import { fault, toFault } from './errors.ts'

/** A row by column name; integers of any size are numbers. */
export type Row = Record<string, string | number | null>
export type Value = SQLiteBindable

export interface Store {
  /** Rows of a SELECT. Throws storage-failed. */
  query: (sql: string, values: Value[]) => Row[]
  /** Runs one statement. Throws storage-failed. */
  run: (sql: string, values: Value[]) => void
  /** Runs `work` in one transaction: all or nothing. Throws what `work` throws. */
  transaction: <T>(work: () => T) => T
}

/** Another process (a backup) may hold the lock this long, in milliseconds. */
const busyMs = 5000

export interface StoreOptions {
  /** What returned may be lost by a crash of the computer, though not of the process: writing is cheap then. @default false */
  isExpendable?: boolean
}

/**
 * Opens or makes the database at `path` and applies the migrations that it lacks, in order, each once.
 * Throws storage-failed.
 */
export function openStore(path: string, migrations: string[], { isExpendable = false }: StoreOptions = {}): Store {
  const synchronous = isExpendable ? 'NORMAL' : 'FULL'
  const db = guarded(path, () => {
    const opened = sqlite(path)
    opened.exec(
      `PRAGMA busy_timeout = ${busyMs}; PRAGMA journal_mode = WAL; PRAGMA synchronous = ${synchronous}; PRAGMA foreign_keys = ON; PRAGMA secure_delete = ON;`,
    )
    return opened
  })
  const store: Store = {
    query: (sql, values) => guarded(path, () => bound(db, sql, values).exec().map(rowOf)),
    run: (sql, values) => {
      guarded(path, () => bound(db, sql, values).exec())
    },
    transaction: work => transaction(db, path, work),
  }
  migrate(db, path, store, migrations)
  return store
}

function rowOf(raw: SQLiteRow): Row {
  const row: Row = {}
  for (const key of Object.keys(raw)) {
    const value = raw[key] ?? null
    row[key] = value instanceof Data ? (value.toString() ?? null) : value instanceof Int ? Number(value) : value
  }
  return row
}

function migrate(db: SQLiteDatabase, path: string, store: Store, migrations: string[]): void {
  const done = Number(store.query('PRAGMA user_version', [])[0]?.user_version ?? 0)
  if (done > migrations.length) {
    throw fault(
      'storage-failed',
      `${path} was written by a newer version of ZTM`,
      'Install that version, or a newer one.',
    )
  }
  for (let i = done; i < migrations.length; i++) {
    const text = migrations[i] ?? ''
    const version = i + 1
    store.transaction(() => guarded(path, () => db.exec(`${text} PRAGMA user_version = ${version};`)))
  }
}

function bound(db: SQLiteDatabase, sql: string, values: Value[]): SQLiteStatement {
  const statement = db.sql(sql)
  for (let i = 0; i < values.length; i++) statement.bind(i + 1, values[i])
  return statement
}

function transaction<T>(db: SQLiteDatabase, path: string, work: () => T): T {
  guarded(path, () => db.exec('BEGIN IMMEDIATE'))
  try {
    const result = work()
    guarded(path, () => db.exec('COMMIT'))
    return result
  } catch (caught) {
    try {
      db.exec('ROLLBACK')
    } catch {
      // A failed COMMIT may have rolled back already; the first error is the one to tell.
    }
    throw caught
  }
}

/** The engine's error as a fault that names the file. */
function guarded<T>(path: string, work: () => T): T {
  try {
    return work()
  } catch (caught) {
    throw fault(
      'storage-failed',
      `the database ${path}: ${toFault(caught).message}`,
      'Is the disk full, or the directory read-only?',
    )
  }
}
