// What fails is an Error that can be caught, and the database goes on.
const directory = os.env.ZTM_TEST_DIR ?? '.'

function attempt(label: string, work: () => unknown): void {
  try {
    println(label, JSON.stringify(work()) ?? 'undefined')
  } catch (error) {
    println(label, 'threw', (error as Error).message)
  }
}

const db = sqlite(os.path.join(directory, 'db'))
attempt('syntax in exec', () => db.exec('bogus'))
attempt('syntax in sql', () => db.sql('bogus'))
attempt('no table', () => db.sql('SELECT * FROM none'))
attempt('what ran before the error', () => db.exec('CREATE TABLE t (a TEXT PRIMARY KEY, b CHECK (b > 0)); bogus'))
attempt('is there', () => db.exec('SELECT * FROM t'))
const insert = db.sql("INSERT INTO t VALUES ('x', 1)")
attempt('insert', () => insert.exec())
attempt('insert again', () => insert.reset().exec())
attempt('insert by exec', () => db.exec("INSERT INTO t VALUES ('x', 1)"))
attempt('check', () => db.sql("INSERT INTO t VALUES ('y', -1)").step())
attempt('another row', () => db.sql("INSERT INTO t VALUES ('y', 1)").exec())
attempt('nested transaction', () => db.exec('BEGIN; BEGIN'))
attempt('rollback', () => db.exec('ROLLBACK'))
attempt('no transaction', () => db.exec('ROLLBACK'))
attempt('in a function', () => db.sql("SELECT json('{')").exec())

attempt('no such directory', () => sqlite(os.path.join(directory, 'none/db')))
attempt('a directory', () => sqlite(directory))
os.write(os.path.join(directory, 'text'), 'this is no database, but a text that is long enough to look like a header')
attempt('no database', () => sqlite(os.path.join(directory, 'text')).exec('SELECT * FROM sqlite_master'))

db.close()
attempt('closed exec', () => db.exec('SELECT 1'))
attempt('closed sql', () => db.sql('SELECT 1'))
db.close()
println('closed twice')
