// Functions in all their forms.
println(hoisted(1))
function hoisted(n: number): number {
  return n + 1
}
const factorial = function self(n: number): number {
  return n <= 1 ? 1 : n * self(n - 1)
}
println(factorial(5))
const table = {
  walk: function walk(n: number): string {
    return n === 0 ? '.' : `${n}${walk(n - 1)}`
  },
}
println(table.walk(3))
{
  println(inBlock())
  function inBlock(): string {
    return 'in block'
  }
}
if (true) {
  const result = local(2)
  function local(n: number): number {
    return n * n
  }
  println(result)
}
function outer(): number {
  return inner() + 1
  function inner(): number {
    return 41
  }
}
println(outer())
const curry = (a: number) => (b: number) => (c: number) => a + b + c
println(curry(1)(2)(3))
println(((a, b) => a * b)(6, 7), (() => {})())
const isEven = (n: number): boolean => n === 0 || isOdd(n - 1)
const isOdd = (n: number): boolean => n !== 0 && isEven(n - 1)
println(isEven(10), isOdd(7))
function counter(): { next: () => number; reset: () => void } {
  let n = 0
  return {
    next: () => ++n,
    reset: () => {
      n = 0
    },
  }
}
const first = counter()
const second = counter()
first.next()
first.next()
println(first.next(), second.next())
first.reset()
println(first.next())
function overwritten(n: number): number {
  n = n + 1
  return n
}
println(overwritten(1))
const early = (n: number): string => {
  if (n > 1) return 'big'
  if (n > 0) return 'small'
  return 'none'
}
println(early(2), early(1), early(0))
const objects = () => ({ a: 1 })
println(objects().a)
println(
  (function named() {
    return typeof named
  })(),
)
// A function expression's own name, made anew with it and not mistaken for a key.
const selves: ((n: number) => string)[] = []
for (const word of ['a', 'b']) {
  selves.push(function self(n: number): string {
    return n > 0 ? self(n - 1) + word : `${{ self: '.' }.self}`
  })
}
println(selves.map(self => self(2)).join())
const own = function count(n: number, next = () => count(n - 1)): number {
  return n > 0 ? 1 + next() : 0
}
println(own(3))
function cases(n: number): string {
  switch (n) {
    case 2:
      return later('early')
      function later(text: string): string {
        return `${text} ${n}`
      }
    default:
      return 'default'
  }
}
println(cases(2), cases(3))
