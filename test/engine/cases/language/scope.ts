// Block scope: every let and const is a variable of its own, whatever its name.
const x = 'outer'
{
  const x = 'block'
  println(x)
  {
    const x = 'inner'
    println(x)
  }
  println(x)
}
println(x)

function shadows(x: string): string {
  const seen: string[] = [x]
  if (x !== '') {
    const x = 'in if'
    seen.push(x)
  }
  for (let x = 0; x < 2; x++) seen.push(String(x))
  try {
    throw new Error('thrown')
  } catch (x) {
    seen.push((x as Error).message)
  }
  seen.push(x)
  return seen.join(' ')
}
println(shadows('param'))

// A local name that hides one of the module which an inner function uses.
const total = 10
function hides(): number {
  const outer = () => total
  {
    const total = 1
    return outer() + total
  }
}
println(hides())

// Each turn begins with undefined.
for (let i = 0; i < 3; i++) {
  let fresh: number | undefined
  println(i, fresh)
  fresh = i
}

// Words that Pipy keeps for itself.
const as = 1
const from = 2
const of = 3
const type = 4
const get = 5
function words(as: number): number {
  const module = as
  return module + 1
}
println(as + from + of + type + get, words(6))

// $ names are not parameters on Pipy.
const twice = ($n: number) => $n * 2
println(twice(21))

// Used before its text, after its value.
const late = () => later
const later = 'later'
println(late())

switch (x.length) {
  case 5: {
    const x = 'case'
    println(x)
  }
}
var old = 1
{
  var old = 2
}
println(old)
