// A cache: allocated, used, thrown out, freed.
const log: string[] = []
const show = (label: string, ...values: (string | number | boolean | undefined)[]) =>
  println(label, values.map(value => String(value)).join(' '), log.splice(0).join(' '))

const plain = new algo.Cache<string, number>()
show('empty', plain.get('a'), plain.has('a'), plain.find('a'), plain.remove('a'))
plain.set('a', 1)
show('set', plain.get('a'), plain.has('a'), plain.find('a'))
plain.set('a', 2)
show('set again', plain.get('a'), plain.remove('a'), plain.remove('a'), plain.get('a'))

const made = new algo.Cache<string, string>(key => {
  log.push(`make-${key}`)
  return `${key}!`
})
show('made', made.get('a'), made.get('a'), made.has('b'), made.find('b'), made.get('b'))
made.clear()
show('cleared', made.has('a'), made.get('a'))

const small = new algo.Cache<string, string>(
  key => `${key}!`,
  (key, value) => {
    log.push(`free-${key}-${value}`)
  },
  { size: 2 },
)
show('get goes over the size', small.get('a'), small.get('b'), small.get('c'), small.has('a'), small.has('b'))
small.set('d', 'D')
show('set does not', small.has('a'), small.has('b'), small.has('c'), small.has('d'))
small.set('b', 'B')
show('set of a known key', small.has('b'), small.has('d'))
small.set('e', 'E')
show('d was used after b', small.has('b'), small.has('d'), small.has('e'))
show('find counts as use', small.find('d'), small.remove('d'), small.remove('none'))
small.set('f', 'F')
small.clear()
show('cleared')

const keys = new algo.Cache<string | number | boolean | null | object, string>()
const object = {}
keys.set(1, 'number')
keys.set('1', 'text')
keys.set(true, 'true')
keys.set(null, 'null')
keys.set(object, 'object')
show('keys', keys.get(1), keys.get('1'), keys.get(true), keys.get(null), keys.get(object), keys.get({}))

const fails = new algo.Cache<string, string>(() => {
  throw new Error('cannot make')
})
try {
  fails.get('a')
} catch (error) {
  show('allocator threw', (error as Error).message, fails.has('a'))
}
