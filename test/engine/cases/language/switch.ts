// switch compares as === does, falls through, and finds default wherever it stands.
function kind(value: unknown): string {
  switch (value) {
    case 1:
      return 'number one'
    case '1':
      return 'text one'
    case null:
      return 'null'
    case undefined:
      return 'undefined'
    case true:
      return 'true'
    default:
      return 'other'
  }
}
println([1, '1', null, undefined, true, 0, '', [1]].map(kind).join(', '))

function through(n: number): string {
  const seen: string[] = []
  switch (n) {
    // @ts-expect-error falling through is what this case is about
    case 1:
      seen.push('1')
    case 2:
    case 3:
      seen.push('2-3')
      break
    // @ts-expect-error falling through from a default in the middle, too
    default:
      seen.push('default')
    case 4:
      seen.push('4')
  }
  return seen.join('+')
}
println([1, 2, 3, 4, 5].map(through).join(' '))

let asked = 0
function ask(n: number): number {
  asked++
  return n
}
switch (ask(2)) {
  case ask(1):
    println('1')
    break
  case ask(2):
    println('2')
    break
  case ask(3):
    println('3')
}
println('asked', asked)

switch (1 as number) {
  case 1:
    if (asked > 0) break
    println('never')
}

switch (asked) {
}

function scoped(n: number): number {
  switch (n) {
    case 1:
      const a = 10
      return a
    default:
      const b = 20
      return b
  }
}
println(scoped(1), scoped(2))

function nested(a: number, b: number): string {
  switch (a) {
    case 1:
      switch (b) {
        case 1:
          break
        default:
          return 'inner default'
      }
      return 'after inner'
    case 2:
      for (const c of [1, 2, 3]) {
        if (c === b) break
        if (c > b) return 'loop'
      }
      return 'after loop'
  }
  return 'end'
}
println(nested(1, 1), nested(1, 2), nested(2, 2), nested(2, 0), nested(3, 0))
