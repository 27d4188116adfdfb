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

// A variable of the head that the turn changes: the next turn goes on from there.
for (let i = 0; i < 6; i++) {
  calls.push(() => i)
  if (i % 2 === 0) i += 2
}
run()
for (let i = 0, n = 10; i < 5; i++) {
  calls.push(() => i * 100 + n)
  if (i === 1) {
    i = 3
    continue
  }
  n++
}
run()
skip: for (let i = 0; i < 4; i++) {
  for (const j of [0, 1, 2]) {
    calls.push(() => `${i}${j}`)
    if (j === 1) {
      i++
      continue skip
    }
  }
}
run()
for (let i = 0; i < 3; i++) {
  calls.push(
    () => i,
    () => ++i,
    () => i,
  )
}
run()
const early = (): string => {
  for (let i = 0; i < 9; i++) {
    calls.push(() => i)
    i++
    if (i > 4) return `left at ${i}`
  }
  return 'never'
}
println(early())
run()
for (let i = 0; i < 3; i++) {
  calls.push(() => i)
  try {
    if (i === 0) continue
    i++
  } finally {
    i += 0
  }
}
run()

// A variable of the function, though it is declared in a turn.
for (const item of [1, 2, 3]) {
  var last = item * 2
  var [first, second = 'none'] = [item]
  calls.push(() => last + item)
}
println(last!, first!, second!)
run()

// What a catch clause, a switch and a pattern make is of the turn too.
for (const { name, tags: [tag = 'none'] = [] } of [{ name: 'a', tags: ['t'] }, { name: 'b' }] as {
  name: string
  tags?: string[]
}[]) {
  switch (name) {
    case 'a': {
      const inCase = `${name}!`
      calls.push(() => inCase + tag)
      break
    }
    default:
      calls.push(() => name + tag)
  }
  try {
    throw new Error(name)
  } catch (error) {
    calls.push(() => (error as Error).message)
  }
}
run()
