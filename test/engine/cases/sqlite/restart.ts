// What was written is there for the next connection; versions, WAL files and transactions as SQLite has them.
const file = os.path.join(os.env.ZTM_TEST_DIR ?? '.', 'db')

const first = sqlite(file)
println(JSON.stringify(first.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA user_version = 3')))
first.exec('CREATE TABLE t (a); BEGIN IMMEDIATE; INSERT INTO t VALUES (1); COMMIT; BEGIN; INSERT INTO t VALUES (2)')
println(os.list(os.path.dirname(file)).sort().join(' '))
first.close()

const second = sqlite(file)
println(JSON.stringify(second.exec('SELECT a FROM t; PRAGMA user_version; PRAGMA journal_mode')))
second.close()
println(os.list(os.path.dirname(file)).sort().join(' '))
