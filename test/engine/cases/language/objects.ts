// Object literals: methods, shorthand, computed keys, deletion.
const a = 1
const key = 'computed'
const object = {
  a,
  method(n: number) {
    return n + a
  },
  async later() {
    return 'later'
  },
  [key]: 2,
  [`${key}Method`](n: number) {
    return n * 2
  },
  'quoted key': 3,
  42: 'number',
  nested: { deep: { a } },
  fn: function (n: number) {
    return n - 1
  },
  arrow: (n: number) => ({ n }),
  if: 'reserved',
  class: 'reserved too',
}
println(object.a, object.method(1), object.computed, object['quoted key'], object[42], object.nested.deep.a)
println(
  (object as never as { computedMethod: (n: number) => number }).computedMethod(4),
  object.fn(1),
  JSON.stringify(object.arrow(5)),
)
println(object.if, object.class)

const bag: Record<string, number> = { x: 1, y: 2, z: 3 }
delete bag.y
println(JSON.stringify(bag), 'y' in bag, 'x' in bag)
const name = 'x'
delete bag[name]
println(Object.keys(bag).join(), bag.x)
const typed: { a?: number; b: number } = { a: 1, b: 2 }
delete typed.a
println(JSON.stringify(typed), typed.a === undefined)
const parsed = JSON.parse('{"k":1,"l":2}')
delete parsed.k
println(JSON.stringify(parsed))
const later: Record<string, number> = {}
later.one = 1
delete later.one
println(Object.keys(later).length)

println(JSON.stringify(Object.entries({ a: 1, b: 'x' })), Object.values({ a: 1 }).join())
println(
  JSON.stringify(
    Object.fromEntries([
      ['a', 1],
      ['b', 2],
    ]),
  ),
  JSON.stringify(Object.fromEntries(new Map([['m', 1]]))),
)
println(JSON.stringify(Object.assign({ a: 1 }, { b: 2 }, { a: 3 })))
println(Object.hasOwn({ a: undefined }, 'a'), Object.hasOwn({}, 'toString'))
println(object instanceof Object, [] instanceof Array, new Map() instanceof Map, new Error('e') instanceof Error)
object.later().then(println)

// Keys come in the order in which they are written, whatever stands between them.
const base = { b: 1, c: 2 }
const more = { e: 6, a: 7 } as Record<string, number>
println(JSON.stringify({ ...base, a: 3, b: 4 }), JSON.stringify({ a: 0, ...base, d: 5, ...more, f: 8 }))
println(JSON.stringify({ [key]: 1, a: 2, ['literal']: 3, [`${key}2`]: 4, z: 5 }))
println(Object.keys({ ...base, method() {}, a: 1 }).join(), Object.entries({ z: 1, ...base, y: 2 }).join('|'))
const rebuilt: Record<string, number> = { ...base, a: 1 }
delete rebuilt.c
rebuilt.c = 9
println(JSON.stringify(rebuilt))
