// Optional chaining stops the whole chain, evaluates each link once, and keeps to the method's object.
type Tree = { name: string; left?: Tree; get?: () => Tree | undefined; list?: string[]; nothing?: null }
const tree: Tree = { name: 'root', left: { name: 'left', get: () => tree, list: ['a'] } }
const none = undefined as Tree | undefined
const nil = null as Tree | null

println(none?.name, nil?.name, tree?.name)
println(none?.left!.name, nil?.left!.left!.left!.name)
println(tree.left?.left?.left!.name)
println(tree.left?.get?.()?.name, tree.get?.()?.left!.name)
println(none?.list!.map(item => item).join(), tree.left?.list?.join())
println(tree.left?.list?.[0], none?.list![0], tree.list?.[0]!.length)

let count = 0
function once(value: Tree | undefined): Tree | undefined {
  count++
  return value
}
println(once(tree)?.left?.name, count)
println(once(undefined)?.left?.name, count)
println(none?.list![count++], count)
println(none?.get!()?.name, none?.get!() === undefined, count)

const call = undefined as (() => number) | undefined
println(call?.(), (() => 7)?.())
println(typeof none?.name, none?.name === undefined)
println(none?.name ?? 'default', (tree.left?.name ?? 'default').length)
if (!none?.list?.includes('a')) println('not included')

const counter = { n: 1, next: () => ++counter.n }
println(counter?.next?.(), counter?.['next']())

// ?? and the assignments that look first.
const empty: { a?: string; b: string; c: string | null; n: number } = { b: '', c: null, n: 0 }
println(empty.a ?? 'a', empty.b ?? 'b', empty.c ?? 'c', empty.n ?? 1)
empty.a ??= 'set'
empty.a ??= 'again'
empty.b ||= 'filled'
empty.n &&= 5
empty.n ||= 6
empty.n &&= 7
println(empty.a, empty.b, empty.n)
let zero: number | undefined
zero ??= 3
println(zero)
const nothing = null as null | string
const zeroed = 0 as number
println((nothing ?? undefined) === undefined, (zeroed || nothing) ?? 'x')
