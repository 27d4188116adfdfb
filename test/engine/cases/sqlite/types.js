// Wrong types of arguments.
var db = sqlite(':memory:')
function attempt(label, work) {
  try { println(label, work()) } catch (error) { println(label, 'threw', error.message) }
}
attempt('sqlite(5)', function () { return sqlite(5) })
attempt('sqlite()', function () { return sqlite() })
attempt('sql(5)', function () { return db.sql(5) })
attempt('exec(5)', function () { return db.exec(5) })
attempt('bind of text', function () { return db.sql('SELECT ?').bind('1', 1) })
attempt('column of text', function () { var s = db.sql('SELECT 1'); s.step(); return s.column('0') })
println(typeof sqlite, typeof db, typeof db.sql)
