// Expressions that Pipy's parser or evaluator would trip over.
let a = 0
let b = 0
const yes = a === 0
yes ? (a = 1) : (a = 2)
yes ? ((b = 3), b++) : b--
println(a, b)
let steps = 0
const c = (steps++, (steps += 10), steps * 2)
println(c, steps)
println(yes ? (a = 5) : 6, a)
let d: number
let e: number
d = e = 7
println(d, e)
println(a++ + ++a, a--, --a)
const o = { n: 1, list: [1, 2] }
o.n += 2
o.list[0]! += 10
o['n']--
o.list[1]!++
println(o.n, o.list.join())
println(5 & 3, 5 | 3, 5 ^ 3, ~5, 1 << 4, -16 >> 2, 16 >>> 2, 7 % 3)
println(1 < 2, 'a' < 'b', 1 <= 1, 2 > 3, !yes, !!o.n)
println(typeof undefinedName, typeof 1, typeof 'a', typeof {}, typeof null, typeof (() => 1), typeof true)
declare const undefinedName: unknown
println('n' in o, 'm' in o)
println(yes && 'and', yes || 'or', !yes || 'or', (yes && a) || b)
println((yes ? 'a' : 'b') + (yes ? 'c' : 'd'))
println(-(-1), -(-1), +'5', 1 - -1)
println(((x: number) => (x > 1 ? 'big' : x === 1 ? 'one' : 'small'))(1))
const fn = yes ? (x: number) => x + 1 : (x: number) => x - 1
println(fn(1))
const pick = (yes ? o : undefined)?.n
println(pick)
println([1, 2, 3][1], 'abc'.charAt(1), [[1], [2]][1]![0])
println(1 === 1 ? (2 === 2 ? 'both' : 'first') : 'none')
var result
;[1, 2].forEach(n => (result = n))
println(result)
const long = 1 + 2 - 3
println(long)
println(new Map([['a', new Map([['b', 'deep']])]]).get('a')?.get('b'))
println(new Date(0).toISOString(), new Date(1000).getTime())
