// Parameters count from 1, with or without names; those that do not exist are ignored.
const db = sqlite(':memory:')
const text = (value: unknown) => JSON.stringify(value) ?? 'undefined'
const rows = (sql: string, ...values: SQLiteBindable[]) => {
  const statement = db.sql(sql)
  for (let i = 0; i < values.length; i++) statement.bind(i + 1, values[i])
  return text(statement.exec())
}

println(rows('SELECT ? AS a, ? AS b', 'x', 'y'))
println(rows('SELECT ?2 AS a, ?1 AS b', 'x', 'y'))
println(rows('SELECT :a AS a, :b AS b, :a AS c', 'x', 'y'))
println(rows('SELECT @a AS a, $b AS b, ? AS c, :a AS d', 'x', 'y', 'z', 'w'))
println(rows('SELECT ?3 AS a, ? AS b', '1', '2', '3', '4'))
println(rows('SELECT \'?\' AS a, "?" AS b, ? AS c /* ? */ -- ?', 'x', 'y'))
println(rows("SELECT 'it''s ?' AS a, [?] AS b, `?` AS c, ? AS d FROM (SELECT 1 AS \"?\")", 'x', 'y'))
println(rows('SELECT ? AS a', 'x', 'y', 'z'))
println(text(db.sql('SELECT ? AS a').bind(0, 'x').bind(-1, 'x').bind(5, 'x').exec()))
println(rows('SELECT ? AS a, ? AS b', 'x'))
println(rows('SELECT a?1 FROM (SELECT 1 AS a)'.replace('a?1', 'a + ?1 AS a'), 2))
println(rows('SELECT :名 AS a', 'x'))
