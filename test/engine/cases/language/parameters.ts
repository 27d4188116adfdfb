// Default, rest and missing parameters.
const greet = (name = 'world', mark = `${name}!`) => `hello ${name}${mark}`
println(greet(), greet('you'), greet('you', '?'), greet(undefined, '.'))
function nulls(value: string | null = 'default'): string {
  return String(value)
}
println(nulls(null), nulls(undefined), nulls())
const rest = (...items: (string | number)[]) => `${items.length}:${items.join()}`
println(rest(), rest('a'), rest('a', 'b', 'c'), rest(0, '', 0))
const mixed = (first: number, ...others: number[]) => first + others.length
println(mixed(1), mixed(1, 2, 3))
function head(...[first, second = 'none']: string[]): string {
  return `${first} ${second}`
}
println(head('a'), head('a', 'b'))
const sum = (...n: number[]) => n.reduce((a, b) => a + b, 0)
println(sum(1, 2, 3, 4, 5, 6, 7, 8))
function optional(a: number, b?: number): string {
  return `${a} ${b}`
}
println(optional(1), optional(1, 2))
let evaluated = 0
const lazy = (n = ++evaluated) => n
println(lazy(10), evaluated, lazy(), evaluated)
try {
  const bad = (
    n = (() => {
      throw new Error('default failed')
    })() as number,
  ) => n
  bad()
} catch (error) {
  println((error as Error).message)
}
const callback = (visit: (a: number, b?: number) => string) => visit(1)
println(callback((a, b = 5) => `${a}${b}`))
const shadow = 1
const uses = (shadow = 2) => shadow
println(uses(), shadow)
println(rest(1, 2, 3, 4, 5, 6, 7, 8), rest('a', undefined as never, 'c'))
