// JSON of bytes: decode and encode.
function attempt(label: string, work: () => unknown): void {
  try {
    println(label, JSON.stringify(work()) ?? 'undefined')
  } catch {
    println(label, 'threw')
  }
}
attempt('object', () => JSON.decode(new Data('{"a":[1,2.5,"x",null,true],"b":{}}')))
const parts = new Data('{"a"')
parts.push(':"hé').push('llo"}')
attempt('slices', () => JSON.decode(parts))
attempt('number', () => JSON.decode(new Data(' 5 ')))
attempt('empty', () => JSON.decode(new Data()))
attempt('junk', () => JSON.decode(new Data('{"a":}')))
attempt('trailing', () => JSON.decode(new Data('{} x')))
attempt('unfinished', () => JSON.decode(new Data('[1')))
attempt('no UTF-8', () => JSON.decode(new Data([0x22, 0xff, 0x22])))
println(JSON.encode({ a: 1, b: [true, null, 'x"y'] }).toString() ?? '?')
println(
  JSON.encode('text').toString() ?? '?',
  JSON.encode(null).toString() ?? '?',
  String(JSON.encode(undefined) === undefined),
)
println(JSON.encode({ a: [1, { b: 2 }] }, null, 2).toString() ?? '?')
println(JSON.encode({ a: 1, b: 2 }, (key, value) => (key === 'a' ? undefined : value)).toString() ?? '?')
println(JSON.encode({ d: new Data('x'), i: new Int('5'), m: new Map() }).toString() ?? '?')
println(JSON.stringify({ d: new Data('x') }), JSON.stringify([new Timeout(0)]))
