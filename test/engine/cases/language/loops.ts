// Every kind of loop, with continue and break.
let i = 0
while (true) {
  i++
  if (i === 2) continue
  if (i > 4) break
  println('while', i)
}
do {
  i--
  if (i === 3) continue
  println('do', i)
} while (i > 1)
do println('once')
while (false)

for (;;) {
  if (i++ > 3) break
}
println(i)
for (let a = 0, b = 10; a < b; a += 3, b -= 2) println(a, b)
for (let c = 0; c < 3; c++) {
  if (c === 1) continue
  println('for', c)
}
let d = 0
for (; d < 2; ) d++
println(d)

for (const item of [1, 2, 3]) {
  if (item === 2) continue
  println('of', item)
}
for (const letter of 'aé中') println(letter)
for (const [key, value] of new Map<string, number>([
  ['a', 1],
  ['b', 2],
]))
  println(key, value)
for (const item of new Set([3, 1, 3, 2])) println(item)
for (const [index, item] of ['x', 'y'].entries()) println(index, item)
for (const [key, { deep }] of Object.entries({ a: { deep: 1 }, b: { deep: 2 } })) println(key, deep)
for (const key in { first: 1, second: 2 }) println(key)
for (const key of new Map([['k', 1]]).keys()) println(key)
for (const value of new Map([['k', 1]]).values()) println(value)

// Arrays may grow while they are gone through.
const queue = [1]
for (const item of queue) {
  if (item < 4) queue.push(item + 1)
}
println(queue.join())

const target = { key: '' }
for (target.key of ['p', 'q']) println(target.key)
let plain = ''
for (plain of ['r', 's']);
println(plain)
let a = 0
let b = 0
for ([a, b] of [
  [1, 2],
  [3, 4],
] as [number, number][])
  println(a + b)

// An empty list, an empty body.
for (const nothing of []) println(nothing)
for (let e = 0; e < 3; e++);
for (const letter of 'a😀') println(letter, letter === '😀')
