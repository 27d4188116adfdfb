// Built-ins that Pipy has wrong or not at all, as the prelude gives them.
const list = [5, 1, 4, 2, 3]
println(
  list.slice(-2).join(),
  list.slice(1, -1).join(),
  list.slice(2).join(),
  list.slice().join(),
  list.slice(-9, 99).join(),
)
println('hello'.slice(-3), 'hello'.slice(1, -1), 'hello'.slice(9))
println([...list].sort().join(), [...list].sort((a, b) => b - a).join())
println([10, 9, 1].sort().join(), ['b', 'a', 'C'].sort().join(), [true, false].sort().join())
const rows: { k: number; n: number }[] = []
for (let i = 0; i < 40; i++) rows.push({ k: i % 3, n: i })
rows.sort((a, b) => a.k - b.k)
println(rows.map(r => `${r.k}${r.n}`).join())
println(['b', undefined, 'a'].sort().map(String).join())
println([3, 1, 2].sort(() => 0).join(), [3, 1, 2].sort(() => NaN).join())
println(
  `[${' a b '.trim()}]`,
  `[${'\n中文\t'.trim()}]`,
  `[${' a '.trimStart()}]`,
  `[${' a '.trimEnd()}]`,
  `[${' é'.trim()}]`,
)
println(list.at(-1), list.at(0), list.at(9), 'abc'.at(-1))
println(list.indexOf(4), list.lastIndexOf(4), list.includes(9), [1, 2, 1].lastIndexOf(1))
println([null, undefined, 1].join('-'), [].join(), [[1, 2], [3]].join())
println([...list.keys()].join(), [...list.values()].join(), [...list.entries()].join('|'))
println(Array.isArray(list), Array.isArray('x'), Array.from('abc').join(), Array.from(new Set([1, 2])).join())
println(Array.from({ length: 3 }, (_, i) => i * i).join(), Array.from([1, 2], n => n + 1).join())
println(
  list.reduce((a, b) => a + b, 0),
  [[1], [2, 3]].flat().join(),
  list.flatMap(n => [n, n]).length,
)
println(
  list.find(n => n > 4),
  list.findIndex(n => n > 9),
  list.findLast(n => n < 3),
  list.every(n => n > 0),
  list.some(n => n > 5),
)
println([1, 2, 3].fill(0).join(), [3, 1].concat([2], [[4]] as never).length, [1, 2, 3].reverse().join())
println([1, 2, 3, 4].splice(1, 2).join(), [1, 2, 3].splice(-1).join())

const map = new Map([
  ['a', 1],
  ['b', 2],
])
const seen: unknown[] = []
map.forEach((value, key) => seen.push(value, key))
new Set(['s']).forEach(value => seen.push(value))
list.forEach((item, index) => index < 1 && seen.push(item))
println(seen.join())
println(map.size, map.get('a'), map.has('z'), map.delete('a'), map.delete('a'), map.size, [...map.entries()].join())
println([...new Map([...map].map(([k, v]) => [k + k, v + v] as [string, number]))].join())
println(new Map(map).size, new Set(list).size, new Set('aab').size, new Set(new Set([1])).size)
println([...new Set([3, 1]).values()].join())

println(
  Number.parseInt('12px'),
  Number.parseInt('ff', 16),
  Number.parseInt(' 42 '),
  Number.parseInt('x'),
  Number.parseInt('-7.9'),
  parseInt('0x1f', 16),
)
println(Number.parseFloat('1.5x'), Number.parseFloat('x'), Number.parseFloat('-.5'), parseFloat(' 2e2 '))
println(
  Number('12'),
  Number('12px'),
  Number(''),
  Number(true),
  Number.isInteger(5),
  Number.isSafeInteger(2 ** 53),
  isNaN(Number('x')),
)
println((255).toString(16), (1.005).toFixed(1), (3).toFixed(2), String(1.5), 0.1 * 3 > 0.3, 1e21 > 1)
println(Math.round(0.49999999999999994), Number.MAX_SAFE_INTEGER % 10, Number.MIN_SAFE_INTEGER % 10)
println(Math.round(2.5), Math.round(-2.5), Math.round(-0.4) === 0, Math.round(1.4), Math.trunc(-1.5), Math.floor(-1.5))
println('a,b,,c'.split(',').length, 'abc'.split('').join('|'), 'a-b-c'.split('-', 2).join())
println('aXbX'.replace('X', '-'), 'aXbX'.replaceAll('X', '-'), 'a.b'.replace('.', '$&'.length > 1 ? '!' : ''))
println('abc'.padStart(5, '*'), 'abc'.padEnd(5), 'ab'.repeat(3), 'ab'.repeat(0), 'abc'.padStart(2))
println(
  'abc'.substring(2, 0),
  'abc'.charAt(5) === '',
  'abc'.charCodeAt(0),
  'é'.codePointAt(0),
  'abc'.startsWith('b', 1),
  'abc'.endsWith('b', 2),
)

println(JSON.stringify('a\u0001b\u001f"\\\n'), JSON.stringify({ t: '\u0000' }))
println(
  JSON.stringify({ a: [undefined, null, 1], b: undefined, c: { d: 'e' } }),
  JSON.stringify([]),
  JSON.stringify('é中'),
)
println(JSON.stringify({ a: 1, b: [1, { c: 2 }] }, null, 2))
println(JSON.stringify([1.5, -0.1, 1e3, true, null, 'x']), JSON.stringify(undefined) === undefined)
println(JSON.stringify(JSON.parse('{"a":[1,{"b":"c"}],"d":null}')))
try {
  JSON.parse('{bad')
  println('never')
} catch (error) {
  println(error instanceof Error)
}
println(
  Date.parse('2026-01-31T12:00:00Z'),
  Date.parse('2026-01-31T12:00:00.250+02:00'),
  Date.parse('2024-02-29'),
  Date.parse('junk'),
)
println(new Date(Date.parse('1999-12-31T23:59:59Z')).toISOString(), new Date(86400000).getTime())
println(String(null), String(undefined), String(12), Boolean(''), Boolean('0'))
println('b' > 'a', 'a' > 'B', ['é', 'z', 'a'].sort().join())
println((12).toString(), true.toString())
// Methods of the same names on objects of our own stay theirs.
const own = {
  slice: (n: number) => `slice ${n}`,
  sort: () => 'sort',
  trim: () => 'trim',
  at: (n: number) => `at ${n}`,
  keys: () => 'keys',
  join: (s: string) => `join ${s}`,
  forEach: (f: (n: number) => void) => f(7),
  entries: () => ['own'],
  finally: () => 'finally',
}
println(own.slice(1), own.sort(), own.trim(), own.at(2), own.keys(), own.join('x'), own.entries().join(), own.finally())
own.forEach(n => println(n))
const optional = undefined as string[] | undefined
println(optional?.slice(-1)?.join(), optional?.sort().join(), (['x', 'y'] as string[] | undefined)?.slice(-1).join('?'))
