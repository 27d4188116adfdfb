// Closures capture the variables of their own turn.
const calls: (() => unknown)[] = []
const run = () =>
  println(
    calls
      .splice(0)
      .map(call => call())
      .join(' '),
  )

for (let i = 0; i < 3; i++) calls.push(() => i)
run()

for (const item of ['a', 'b', 'c']) calls.push(() => item)
run()

for (const [key, value] of new Map([
  ['a', 1],
  ['b', 2],
]))
  calls.push(() => key + value)
run()

for (const key in { x: 1, y: 2 }) calls.push(() => key)
run()

let n = 0
while (n < 3) {
  const square = n * n
  let count = 0
  calls.push(() => square + ++count)
  calls.push(() => count)
  n++
}
run()

do {
  const left = n
  calls.push(() => left)
} while (--n > 0)
run()

// Leaving a turn with a closure in every way.
function find(rows: number[][], wanted: number): string {
  search: for (const row of rows) {
    if (row.length === 0) continue
    for (const cell of row) {
      calls.push(() => cell)
      if (cell < 0) continue search
      if (cell === 99) break search
      if (cell === wanted) return `found ${cell}`
    }
  }
  return 'nothing'
}
println(find([[], [1, -1, 5], [2, 3, 4]], 3))
run()
println(find([[1, 99, 3]], 3))
run()

// Loops in loops, each with its own.
for (let i = 0; i < 2; i++) {
  for (let j = 0; j < 2; j++) calls.push(() => `${i}${j}`)
}
run()

// A function declared in a turn.
for (const word of ['one', 'two']) {
  function shout(): string {
    return `${word}!`
  }
  calls.push(shout)
}
run()

// The outer variable is shared.
let sum = 0
for (const part of [1, 2, 3]) calls.push(() => (sum += part))
run()

// An inner block of a turn, and a turn without block.
for (let i = 0; i < 2; i++) {
  if (i >= 0) {
    const deep = i * 10
    calls.push(() => deep)
  }
}
run()
