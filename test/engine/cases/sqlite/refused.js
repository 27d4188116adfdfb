// Where the engine keeps silent: binding without reset, what cannot be bound, a text without a statement.
var db = sqlite(':memory:')
function attempt(label, work) {
  try { println(label, JSON.stringify(work())) } catch (error) { println(label, 'threw', error.message) }
}
attempt('an array', function () { return db.sql('SELECT ? AS a').bind(1, [1, 2]).exec() })
attempt('an object', function () { return db.sql('SELECT ? AS a').bind(1, { a: 1 }).exec() })
attempt('bind without reset', function () {
  var statement = db.sql('SELECT ? AS a')
  statement.bind(1, 'x').exec()
  return statement.bind(1, 'y').exec()
})
attempt('bind between steps', function () {
  var statement = db.sql('SELECT ? AS a')
  statement.bind(1, 'x').step()
  return statement.bind(1, 'y').row()
})
attempt('no statement', function () { return db.sql('').exec() })
attempt('only a comment', function () { return db.sql('-- nothing').exec() })
