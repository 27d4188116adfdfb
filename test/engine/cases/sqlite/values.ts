// Values go in and come out: numbers as REAL, integers from 2^32 on and below zero as Int, texts, bytes, null.
const db = sqlite(':memory:')

function show(value: SQLiteValue | undefined): string {
  if (value instanceof Int) return `Int ${value.type} ${value.toString()}`
  if (value instanceof Data) return `Data ${value.toString('hex')}`
  if (typeof value === 'string') return `'${value}'`
  return JSON.stringify(value) ?? 'undefined'
}
const showRow = (row: SQLiteRow) =>
  Object.keys(row)
    .map(name => `${name}=${show(row[name])}`)
    .join(' ')

db.exec('CREATE TABLE t (i INTEGER, r REAL, s TEXT, b BLOB, n)')
const values: SQLiteBindable[] = [
  5,
  -5,
  0,
  1.5,
  4294967295,
  4294967296,
  1795432579000,
  -1,
  8796093022207,
  1e20,
  0.1,
  'text',
  '',
  'héllo 😀',
  '12',
  '1.50',
  true,
  false,
  null,
  undefined,
  new Data('bytes'),
  new Data(),
  new Int('7'),
  new Int('-9007199254740991'),
  new Int('u64', 4294967295, 0),
]
for (const value of values) {
  db.exec('DELETE FROM t')
  const insert = db.sql('INSERT INTO t VALUES (?, ?, ?, ?, ?)')
  for (let place = 1; place <= 5; place++) insert.bind(place, value)
  insert.exec()
  println(showRow(db.sql('SELECT * FROM t').exec()[0] ?? {}))
  println('  ', showRow(db.sql('SELECT typeof(i), typeof(r), typeof(s), typeof(b), typeof(n) FROM t').exec()[0] ?? {}))
}
println(Number(db.sql('SELECT 1795432579000 AS time').exec()[0]?.time as Int) + 1)
const limits = db.sql('SELECT 9223372036854775807 AS most, -9223372036854775808 AS least, 4294967296 AS first')
println(showRow(limits.exec()[0] ?? {}))
println(showRow(db.sql("SELECT x'00ff41' AS bytes, 'a' || char(0) || 'b' AS nul, 1e999 AS huge").exec()[0] ?? {}))
