// Numbers in TEXT columns, which nobody should do: SQLite 3.53.2 of the engine writes 15 digits, 3.53.4 of Node 17.
const db = sqlite(':memory:')
db.exec('CREATE TABLE t (s TEXT)')
for (const value of [9007199254740991, 0.1, 1 / 3, 1e20]) db.sql('INSERT INTO t VALUES (?)').bind(1, value).exec()
println(JSON.stringify(db.sql('SELECT s FROM t').exec()))
