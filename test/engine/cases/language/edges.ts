// Built-ins at their edges: negative, behind the end, empty, where Pipy's own lose data, crash or never end.
const after = (work: (list: (number | undefined)[]) => unknown, ...list: number[]): string => {
  const result = work(list)
  return `${JSON.stringify(result)} ${JSON.stringify(list)}`
}
const outside = (n: number): number => n

println('splice')
println(
  after(l => l.splice(outside(9), 0, 7), 1, 2),
  after(l => l.splice(outside(4), outside(-9), 5, 6)),
)
println(
  after(l => l.splice(1, outside(-1), 9), 1, 2),
  after(l => l.splice(-1, 1, 8, 9), 1, 2, 3),
)
println(
  after(l => l.splice(-9, 1), 1, 2),
  after(l => l.splice(1), 1, 2, 3),
  after(l => l.splice(0, 99), 1, 2),
)
println(after(l => l.splice(1, 1, ...[4, 5, 6, 7, 8, 9, 10, 11, 12]), 1, 2, 3))
println(after(l => l.splice(1, 0, ...l), 1, 2))

println('fill')
println(
  after(l => l.fill(5, 1, outside(9)), 1, 2, 3),
  after(l => l.fill(5, -2), 1, 2, 3),
  after(l => l.fill(5, 0, -1), 1, 2),
)
println(
  after(l => l.fill(0), 1, 2),
  after(l => l.fill(5, outside(7)), 1),
  after(l => l.fill(5, -9, 1), 1, 2),
)

println('indices of texts')
const text = 'abc'
println(text.charAt(outside(-1)) === '', text.charAt(outside(1)), text.charAt(9) === '')
println(text.charCodeAt(outside(-1)), text.charCodeAt(outside(1)), text.charCodeAt(9))
println(text.codePointAt(-1), text.codePointAt(outside(1)), text.codePointAt(9))
println(text.slice() === text, text.slice(outside(-2)), text.substring(outside(-5), 2), text.at(-9), [].at(0))
println(
  'a,b,c'.split(',', 2).join('|'),
  'abc'.split('', 2).join('|'),
  'abc'.split('', 0).length,
  'a'.split('b', 9).length,
)

println('repeat and pad')
println(`[${''.repeat(outside(5))}]`, 'ab'.repeat(outside(2)), `[${'ab'.repeat(0)}]`, 'ab'.repeat(50000).length)
println(
  'a'.padStart(4, ''),
  'a'.padStart(4, 'xy'),
  'a'.padEnd(4, 'xyz'),
  'abc'.padEnd(outside(-1)),
  `[${''.padEnd(2)}]`,
)
println('x'.padStart(100000, 'ab').length, 'x'.padEnd(100000).length)

println('replace')
println(
  'a-b-c'.replace('-', '$&$&'),
  'a-b-c'.replace('-', '$$'),
  'a-b-c'.replace('b', "[$`|$']"),
  'abc'.replace('x', '$&'),
)
println(
  'a-b-c'.replaceAll('-', '<$&>'),
  'abc'.replaceAll('', '.'),
  'aaa'.replaceAll('a', '$'),
  'a-b'.replaceAll('-', '$1'),
)
println('abc'.replace('', '.'), ''.replace('', 'x'), ''.replaceAll('', 'x'), 'ab'.replaceAll('ab', ''))

println('json')
println(
  JSON.stringify({ a: [], b: {}, c: [[], {}], d: '[\n\n]' }, null, 2),
  JSON.stringify([], null, 2),
  JSON.stringify([[]], null, 1),
)

println('numbers')
println((0.5).toFixed(0), (2.5).toFixed(0), (-2.5).toFixed(), (1.45).toFixed(1), (1.005).toFixed(2), (0.125).toFixed(2))
println((10.25).toFixed(1), (-0.375).toFixed(2), (3).toFixed(1), outside(1e6).toFixed(2), (0.1).toFixed(3))
const things: unknown[] = ['2', null, undefined, true, 5, 5.5, NaN, Infinity, {}]
println(things.map(Number.isNaN).join(), things.map(thing => Number.isInteger(thing)).join())
println(things.map(thing => Number.isFinite(thing)).join(), things.map(Number.isSafeInteger).join())
println(Math.clz32(0), Math.clz32(1), Math.clz32(-1), Number.parseInt('-0x1f', 2), Number.parseInt('-5'))

// Methods of the same names on objects of our own stay theirs.
const own = {
  splice: (a: number, b: number, c: string) => `${a}${b}${c}`,
  fill: (a: number) => a,
  charAt: (n: number) => n,
  split: (a: string, b: number) => a + b,
  repeat: (work: () => string) => work(),
  padStart: (n: number) => n,
  replace: (a: string, b: string) => a + b,
  toFixed: (n: number) => n,
}
println(own.splice(1, -2, 'x'), own.fill(3), own.charAt(-4), own.split('s', -1), own.padStart(-2))
println(
  own.repeat(() => 'repeated'),
  own.replace('$', '$'),
  own.toFixed(-1),
)
