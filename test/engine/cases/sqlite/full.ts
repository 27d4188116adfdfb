// A database that may not grow, or not be written: an error that can be caught, and what was there stays.
const db = sqlite(os.path.join(os.env.ZTM_TEST_DIR ?? '.', 'db'))

function attempt(label: string, work: () => unknown): void {
  try {
    work()
    println(label, 'fine')
  } catch (error) {
    println(label, 'threw', (error as Error).message)
  }
}

db.exec("PRAGMA journal_mode = WAL; CREATE TABLE t (a TEXT); INSERT INTO t VALUES ('first'); PRAGMA max_page_count = 3")
let long = 'x'
for (let i = 0; i < 16; i++) long += long
attempt('too much', () => db.sql('INSERT INTO t VALUES (?)').bind(1, long).exec())
db.exec('BEGIN IMMEDIATE')
attempt('a little', () => db.sql("INSERT INTO t VALUES ('second')").exec())
attempt('too much in a transaction', () => db.exec(`INSERT INTO t VALUES ('${long}')`))
attempt('rollback', () => db.exec('ROLLBACK'))
println(JSON.stringify(db.exec('SELECT a FROM t')))
db.exec('PRAGMA query_only = 1')
attempt('not to be written', () => db.exec('DELETE FROM t'))
attempt('not to be written by a statement', () => db.sql('DELETE FROM t').step())
println(JSON.stringify(db.exec('SELECT a FROM t; PRAGMA integrity_check')))
