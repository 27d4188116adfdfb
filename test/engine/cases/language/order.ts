// In which order the parts of an expression are evaluated, and how often.
const log: string[] = []
const show = (label: string) => println(label, log.splice(0).join(' '))
const say = <T>(name: string, value: T): T => {
  log.push(name)
  return value
}

type Box = { n: number; list: number[]; inner: { n: number } }
const box: Box = { n: 1, list: [1, 2, 3], inner: { n: 5 } }
const other: Box = { n: 100, list: [7, 8, 9], inner: { n: 50 } }

// Assignments: object, key, value.
say('object', box).list[say('key', 0)] = say('value', 10)
show(`element ${box.list.join()}`)
say('object', box).n = say('value', 11)
show(`member ${box.n}`)
say('object', box).list[say('key', 1)]! += say('value', 5)
show(`compound ${box.list.join()}`)
say('object', box).inner.n++
--say('object', box).list[say('key', 2)]!
show(`update ${box.inner.n} ${box.list.join()}`)
say('object', box).n ||= say('never', 1)
say('object', box).n &&= say('value', 12)
const partial: { n?: number } = {}
say('object', partial).n ??= say('value', 1)
say('object', partial).n ??= say('never', 2)
show(`logical ${box.n} ${partial.n}`)

// The key is what it was before the value was made.
let i = 0
const slots: number[] = [0, 0, 0]
slots[i] = ++i + 10
slots[i++] = i
slots[i] = i++ * 100
println(slots.join(), i)
slots[--i]! += 5
slots[i] = slots[i]! - (i--, 1)
slots[i]! += (i++, 1)
println(slots.join(), i)
const queue: number[] = []
const fill = () => queue.push(7, 8)
queue[queue.length] = fill()
println(queue.join())
let current = box
const swap = (): number => {
  current = other
  return 77
}
current.n = swap()
println(box.n, other.n)
current = box
current.inner.n += swap()
println(box.inner.n, other.inner.n)

// Operators read from left to right.
let x = 1
println(x + x++ + x + ++x, x)
println(x++ * 10 - x--, x)
println(x + (x = 5) + x)
say('left', 1) + say('right', 2) * say('last', 3)
show('binary')
say('a', 0) || (say('b', 1) && say('c', 2)) || say('d', 3)
show('logical')
say('test', true) ? say('yes', 1) : say('no', 2)
show('conditional')
const sum = [say('first', 1), ...say('spread', [2]), say('last', 3)]
const made = { a: say('a', 1), [say('key', 'b')]: say('b', 2), ...say('rest', { c: 3 }), d: say('d', 4) }
show(`${sum.join()} ${JSON.stringify(made)}`)
println(`${say('t1', 1)}${say('t2', 2)}`)
show('template')

// Calls: the function, then its arguments.
const table = { f: (a: number, b: number) => say('called', a + b) }
say('table', table).f(say('a', 1), say('b', 2))
show('method')
say('function', (a: number) => a)(say('argument', 1))
show('function')
new Map(say('entries', [[say('k', 'k'), say('v', 1)] as [string, number]]))
show('new')
say('object', box as Box | undefined)?.list[say('index', 0)]
say('nothing', undefined as Box | undefined)?.list[say('never', 0)]
show('chain')

// Destructuring: the whole, then each part with its default.
const { a = say('default a', 1), b = say('default b', 2) } = say('whole', { a: 5 } as { a?: number; b?: number })
show(`${a} ${b}`)
const target = { p: 0, list: [0] }
;[say('target', target).p, say('target', target).list[say('key', 0)] = say('default', 9)] = say('value', [4])
show(`${target.p} ${target.list.join()}`)
const params = (first = say('first', 1), { second = say('second', 2) } = {} as { second?: number }) => first + second
println(params(), params(say('given', 10)))
show('parameters')

// Statements.
for (let n = say('init', 0); n < say('limit', 2); say('update', n++)) log.push(`turn${n}`)
show('for')
for (const item of say('list', [1, 2])) log.push(`item${item}`)
show('for of')
switch (say('value', 2 as number)) {
  case say('one', 1):
  case say('two', 2):
    log.push('matched')
    break
  case say('three', 3):
    log.push('never')
}
show('switch')
delete (say('object', partial) as Record<string, number>)[say('key', 'n')]
show(`delete ${JSON.stringify(partial)}`)

// Bits, also through an assignment.
let bits = 0
bits |= 2 ** 31
bits ^= 1
println(bits)
bits >>>= 1
bits <<= 4
println(bits, bits & 0xffff)
const flags = { mask: 0xff00ff00 }
flags.mask &= 0xffff0000
flags.mask |= 1
println(flags.mask)
