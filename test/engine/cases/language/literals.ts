// Numbers, texts and regular expressions as they may be written.
println(1_000_000, 0xff, 0b101, 0o17, 1e3, 0.5, 1_0.2_5)
println('\u{48}\u{e9}', '\u0041\x42', 'tab\t|', "double 'quoted'", 'single "quoted"', 'back\\slash')
println(
  'a\
b',
)
println('é中', '中'.length, 'aé'.length)
println(/b+/.test('abbc'), /^x/.test('abc'), /B/i.test('abc'))
const match = /(\d+)-(\d+)/.exec('from 10-20')
println(match?.[0], match?.[1], match?.[2])
println('a1b2'.replace(/[0-9]/g, '#'), 'a/b'.search(/\//), /\//.test('a/b'))
println(typeof /x/, [1, undefined, 3].length)
println(2 ** 10, 2 ** -1, (-2) ** 2)
let power = 3
power **= 2
println(power)
println(void 0, typeof void 0)
println(-0 === 0, 1 / 3 > 0.33)
println('a\0b'.length, 'a\0b'.charCodeAt(1), `\0${1}\0`.length, '\x00' === '\0')
println('a,b'.split(',').join('\0').length)
