// Exact integers in and out of SQLite: the way of Int.
const db = sqlite(':memory:')
db.exec('CREATE TABLE t (i INTEGER, s TEXT)')
const insert = (value: SQLiteBindable) => db.sql('INSERT INTO t VALUES (?1, ?1)').bind(1, value).exec()
for (const text of ['9007199254740993', '-9223372036854775808', '9223372036854775807', '7', '0']) insert(new Int(text))
insert(Int.parse('12'))
for (const row of db.sql('SELECT i, s, typeof(i) AS kind FROM t').exec()) {
  const value = row.i
  println(
    value instanceof Int ? `Int ${value.toString()}` : String(value as number),
    String(row.s as string),
    String(row.kind as string),
  )
}
const sum = db.sql('SELECT sum(i) AS total FROM t WHERE i BETWEEN 0 AND 100').exec()[0]?.total
println(Number(sum as number), Number(sum as number) === 19)
