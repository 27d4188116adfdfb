// What typings forbid: wrong types of arguments, null as content.
var directory = os.env.ZTM_TEST_DIR
function attempt(label, work) {
  try { println(label, work()) } catch (error) { println(label, 'threw', error.message) }
}
attempt('read of a number', function () { return os.read(5) })
attempt('read of null', function () { return os.read(null) })
attempt('write of a number', function () { return os.write(directory + '/x', 5) })
attempt('write of an object', function () { return os.write(directory + '/x', { a: 1 }) })
attempt('write of nothing', function () { return os.write(directory + '/x') })
attempt('writeFile of an object', function () { return os.writeFile(directory + '/x', [1]) })
attempt('stat of a number', function () { return os.stat(5) })
attempt('mkdir with text', function () { return os.mkdir(directory + '/d', 'recursive') })
attempt('rename to nothing', function () { return os.rename(directory + '/x') })
attempt('kill of text', function () { return os.kill('1') })
attempt('basename of a number', function () { return os.path.basename(5) })
attempt('normalize of null', function () { return os.path.normalize(null) })
println('nothing written', os.list(directory).length)
