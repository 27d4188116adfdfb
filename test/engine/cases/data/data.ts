// Data: made, put together, cut, searched, and read as text and as numbers.
const show = (name: string, data: Data): void => println(name, data.size, data.toString('hex'))
const attempt = (name: string, work: () => Data | string | number | null | undefined): void => {
  try {
    const made = work()
    println(name, made instanceof Data ? made.toString('hex') : made)
  } catch {
    println(name, 'threw')
  }
}
const letters = (): Data => new Data('abc').push('def').push(new Data('ghi'))

show('nothing', new Data())
show('a text', new Data('aéü'))
show('numbers', new Data([0, 1, 127, 128, 255]))
show('hex', new Data('00ff7f', 'hex'))
show('base64', new Data('AP9/', 'base64'))
const source = new Data('abc')
const copy = new Data(source)
copy.push('d')
show('a copy that grew', copy)
show('what it was made from', source)
show('pushed to itself', source.push(source))
show('in pieces', letters())

const from = letters()
show('shift', from.shift(4))
show('what is left', from)
show('pop', from.pop(2))
show('what is left of that', from)
show('more than there is', from.shift(100))
show('nothing left', from)
show('from nothing', from.pop(1))
show('shift of none', letters().shift(0))
show('shift of fewer', letters().shift(-1))

const searched = letters()
const e = 101
show(
  'shiftTo, with what was found',
  searched.shiftTo(byte => byte === e),
)
show('what is behind it', searched)
show(
  'shiftTo of what is not there',
  searched.shiftTo(byte => byte === e),
)
show('nothing behind that', searched)
const run = letters()
show(
  'shiftWhile',
  run.shiftWhile(byte => byte < e),
)
show('what stops it', run)
show(
  'shiftWhile of none',
  run.shiftWhile(() => false),
)
show(
  'shiftWhile of all',
  run.shiftWhile(() => true),
)
attempt('a throw while it looks', () =>
  letters().shiftTo(() => {
    throw new Error('x')
  }),
)

println('as numbers', letters().toArray().join(), new Data().toArray().length)
println('as text', letters().toString(), new Data('aéü').toString('utf8'), new Data().toString() === '')
println('not of UTF-8', new Data([97, 255]).toString(), new Data([195, 40]).toString(), new Data([128]).toString())
println('hex', letters().toString('hex'))
for (const size of [0, 1, 2, 3, 4]) {
  const bytes = new Data([250, 251, 252, 253]).shift(size)
  println('base64', size, bytes.toString('base64'), bytes.toString('base64url'))
}
attempt('half a byte', () => new Data('0', 'hex').size)
attempt('no hex', () => new Data('zz', 'hex').size)
attempt('from no hex', () => Data.from('zz', 'hex'))
attempt('from hex', () => Data.from('6162', 'hex')?.toString())
attempt('from a text', () => Data.from('ab')?.toString())
