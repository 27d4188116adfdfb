// Entries that are too old are not given any more.
const log: string[] = []
const freeing = new algo.Cache<string, string>(
  key => `${key}!`,
  (key, value) => {
    log.push(`free-${key}-${value}`)
  },
  { ttl: 0.1 },
)
const plain = new algo.Cache<string, string>({ ttl: 0.1 })
freeing.get('a')
freeing.set('b', 'B')
plain.set('a', 'A')
plain.set('b', 'B')
plain.set('c', 'C')
println('fresh', freeing.find('a') ?? 'none', freeing.get('b') ?? 'none', plain.get('a') ?? 'none', plain.has('b'))

new Timeout(0.3).wait().then(() => {
  println('old', freeing.has('a'), plain.get('a') ?? 'none', plain.find('b') ?? 'none', plain.has('b'))
  println('removed', freeing.remove('b'), plain.remove('c'), plain.remove('a'), log.join(' '))
  println('made anew', freeing.get('a') ?? 'none', freeing.has('a'))
})
