// A statement: steps, the current row, its columns, rewinding, binding anew.
const db = sqlite(':memory:')
const text = (value: unknown) => JSON.stringify(value) ?? 'undefined'
const column = (statement: SQLiteStatement, index: number) => text(statement.column(index))

db.exec("CREATE TABLE t (a INTEGER, b TEXT); INSERT INTO t VALUES (1, 'one'), (2, 'two'), (3, 'three')")
const all = db.sql('SELECT a, b FROM t ORDER BY a')
println('first', all.step(), text(all.row()), column(all, 0), column(all, 1), column(all, 2), column(all, -1))
println('second', all.step(), text(all.row()))
println('the rest', text(all.exec()))
println('after the end', text(all.row()), column(all, 0), column(all, 2))
println('again', text(all.exec().length))
println('step after the end', all.step(), text(all.row()))
println('reset', all.reset() === all, all.step(), text(all.row()))

const one = db.sql('SELECT b FROM t WHERE a = ?')
println('unbound', text(one.exec()))
println('bound', text(one.reset().bind(1, 2).exec()))
println('bound again', text(one.reset().bind(1, 3).exec()), text(one.reset().exec()))
println('bindings stay', text(one.reset().exec()))

const insert = db.sql('INSERT INTO t VALUES (?, ?)')
println('insert', text(insert.bind(1, 4).bind(2, 'four').exec()), text(insert.row()), column(insert, 0))
println('insert steps', insert.reset().bind(1, 5).step(), db.sql('SELECT count(*) AS n FROM t').exec()[0]?.n === 5)
println('returning', text(db.sql("INSERT INTO t VALUES (6, 'six') RETURNING a, b").exec()))
println('same name twice', text(db.sql('SELECT 1 AS x, 2 AS x').exec()))
println('no rows', text(db.sql('SELECT * FROM t WHERE a > 100').exec()))
println('first of several', text(db.sql('SELECT 1 AS x; SELECT 2 AS x').exec()))
println('what follows is ignored', text(db.sql('SELECT 1 AS x; bogus').exec()))

// A change of the table below a statement that is used again.
const stars = db.sql('SELECT * FROM t WHERE a = 1')
println('before', text(stars.exec()))
db.exec('ALTER TABLE t ADD COLUMN c')
println('after', text(stars.reset().exec()))
