// Labels, and jumps through loops, switches and blocks.
outer: for (let i = 0; i < 3; i++) {
  for (let j = 0; j < 3; j++) {
    if (j === 1) continue outer
    if (i === 2) break outer
    println(i, j)
  }
}

block: {
  println('in')
  if (calc(1) === 1) break block
  println('never')
}

loop: while (true) {
  switch (calc(2)) {
    case 1:
      println('one')
      break
    case 2:
      println('two')
      break loop
  }
}

again: for (let i = 0; i < 3; i++) {
  switch (i) {
    case 0:
      continue
    case 1:
      continue again
    default:
      println('default', i)
  }
}

function calc(n: number): number {
  return n
}

function leave(n: number): string {
  for (const a of [1, 2, 3]) {
    inner: for (const b of [1, 2, 3]) {
      switch (a * b) {
        case n:
          return `${a}*${b}`
        case 4:
          break inner
      }
    }
  }
  return 'none'
}
println(leave(6), leave(3), leave(100))

named: if (calc(1)) {
  if (calc(1)) break named
  println('never')
}

first: second: for (let i = 0; i < 2; i++) {
  println('second', i)
  break second
}

tried: try {
  if (calc(1)) break tried
  println('never')
} finally {
  println('finally')
}
