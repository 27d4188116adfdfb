// Paths are texts: what join, resolve, normalize, dirname and basename make of them.
const { path } = os
const here = os.abspath('.')
const local = (text: string) => (text.startsWith(here) ? `HERE${text.substring(here.length)}` : text)

for (const text of ['a', '/a', 'a/b', '/a/b.c', 'a/', '/', '', '.', '..', 'a//b', './a/../b']) {
  println(`'${text}'`, 'basename', `'${path.basename(text)}'`, 'dirname', `'${path.dirname(text)}'`)
  println('   normalize', path.normalize(text), 'abspath', local(os.abspath(text)))
}
for (const text of [
  '/a/../b/./c//d',
  '../x',
  'a/../../b',
  '//a',
  'a//',
  '...',
  'a/..',
  'a/./b/.',
  '/..',
  'a/b/../../..',
]) {
  println(`'${text}'`, 'normalize', path.normalize(text))
}

println('join', path.join(), path.join('a'), path.join('a', 'b', '../c', '/d'), path.join('/a/', 'b/'))
println('join', path.join('', 'a', ''), `'${path.join('', '')}'`, path.join('a/', '/b'), path.join('a', '', '..', '.'))
println('resolve', path.resolve('/a', 'b', '..', 'c'), path.resolve('/a', '/b', 'c'), path.resolve('/', 'x'))
println(
  'resolve',
  local(path.resolve()),
  local(path.resolve('x')),
  local(path.resolve('', '')),
  local(path.resolve('x', '..')),
)
