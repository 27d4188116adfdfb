// Spread in arrays, objects, calls and new.
const list = [1, 2, 3]
println([0, ...list, 4, ...[], ...list].join())
println([...'aé中'].join('|'))
println([...new Set([1, 1, 2])].join(), [...new Map([['a', 1]])].join('|'))
println(
  [
    ...new Map([
      ['a', 1],
      ['b', 2],
    ]).keys(),
  ].join(),
  [...new Map([['a', 1]]).values()].join(),
)
const copy = [...list]
copy.push(9)
println(list.length, copy.length)

const base = { a: 1, b: 2 }
const more = base as { a: number; b?: number }
println(JSON.stringify({ ...base, b: 3, c: 4 }), JSON.stringify({ b: 0, ...more }))
println(JSON.stringify({ ...(null as null | object), ...(undefined as undefined | object), x: 1 }))
const has = (yes: boolean) => ({ always: 1, ...(yes && { sometimes: 2 }) })
println(JSON.stringify(has(true)), JSON.stringify(has(false)))

println(Math.max(...list), Math.min(5, ...list, 0))
const join = (...items: (string | number)[]) => items.join('-')
println(join(...list), join('a', ...list, 'b', ...['c']))
const target: number[] = []
target.push(...list, 7)
target.unshift(...[8, 9])
println(target.join())
const many: number[] = []
for (let i = 0; i < 100; i++) many.push(i)
target.push(...many)
println(target.length, Math.max(...many))
const object = { n: 10, add: (a: number, b: number) => a + b }
println(object.add(...([1, 2] as [number, number])), object['add'](...([3, 4] as [number, number])))
println('abc'.concat(...['d', 'e']), [0].concat(...[[1], [2, 3]]).join())
const pair: [string, string] = ['x', 'hello']
println('hexxo'.replace(...pair))
println((() => join)()(...list))
const maybe = undefined as undefined | typeof join
println(maybe?.(...list))
