// Destructuring everywhere it is allowed.
const { a, b: renamed, missing = 'default' } = { a: 1, b: 2 } as { a: number; b: number; missing?: string }
println(a, renamed, missing)
const {
  deep: {
    list: [first, , third = 'third'],
  },
} = { deep: { list: ['first', 'second'] as string[] } }
println(first, third)
const [x, ...rest] = [1, 2, 3]
println(x, rest.join())
const { p, ...others } = { p: 1, q: 2, r: 3 }
println(p, JSON.stringify(others))
const key = 'dynamic'
const { [key]: value, ['an' + 'other']: second = 'none' } = { dynamic: 'found' } as Record<string, string>
println(value, second)
const [c1, c2] = 'xy'
println(c1, c2)
const [[k, v]] = new Map([['k', 'v']]) as Iterable<[string, string]> as [[string, string]]
println(k, v)
const [s1] = new Set(['s'])
println(s1)

// Assignment, to members too, and swapping.
let m = 1
let n = 2
;[m, n] = [n, m]
println(m, n)
const o: { a: number; list: number[] } = { a: 0, list: [] }
const bag: { rest: object } = { rest: {} }
;[o.a, o.list[0]] = [5, 6] as [number, number]
;({ a: o.list[1], b: m = 9 } = { a: 7 } as { a: number; b?: number })
println(o.a, o.list[0], o.list[1], m)
;[o.a, ...o.list] = [1, 2, 3, 4]
println(o.a, o.list.join())
;({ a: o.a, ...bag.rest } = { a: 10, b: 11, c: 12 } as { a: number; b: number; c: number })
println(o.a, JSON.stringify(bag.rest))
const whole = ([m, n] = [8, 9])
println(m, n, whole.length)

// Parameters.
function params({ a, b = 2 }: { a: number; b?: number }, [c, d = 4]: number[] = [3], e = c! + d): string {
  return [a, b, c, d, e].join()
}
println(params({ a: 1 }), params({ a: 1, b: 0 }, [5, 6], 7))
const arrow = ({ a: { b } }: { a: { b: string } }) => b
println(arrow({ a: { b: 'nested' } }))
println(
  [
    [1, 2],
    [3, 4],
  ]
    .map(([l, r]) => l! * r!)
    .join(),
)
const options = ({ name = 'none', size = 0 } = {} as { name?: string; size?: number }) => `${name}:${size}`
println(options(), options({ size: 3 }), options(undefined))

// Only undefined takes the default, and only then is it evaluated.
let made = 0
const make = () => ++made
const { u = make(), w = make(), z = make() } = { u: null, w: 0 } as { u?: null | number; w?: number; z?: number }
println(String(u), w, z, made)

// Null fails, and can be caught.
function fails(value: { a: number } | null): string {
  try {
    const { a } = value as { a: number }
    return String(a)
  } catch {
    return 'caught'
  }
}
println(fails(null), fails({ a: 1 }))
const failing = ({ a }: { a: number }) => a
try {
  failing(null as never)
  println('never')
} catch {
  println('caught in parameter')
}

// The right side is evaluated once, before the left.
const order: string[] = []
const at = (name: string, result: { v: number }) => {
  order.push(name)
  return result
}
const { v: v1 } = at('right', { v: 1 })
println(v1, order.join())
for (const { id, tags: [tag = 'untagged'] = [] } of [{ id: 1, tags: ['t'] }, { id: 2 }, { id: 3, tags: [] }] as {
  id: number
  tags?: string[]
}[])
  println(id, tag)
const { 1: one, ['2']: two, ...numbered } = { 1: 'x', 2: 'y', 3: 'z' } as Record<string, string>
println(one, two, JSON.stringify(numbered))
