// What typings do not declare but scripts might do: operators, other types, bases.
function attempt(label, work) {
  try { println(label, work()) } catch (error) { println(label, 'threw') }
}
attempt('text', function () { return 'a' + new Int('5') + 'b' })
attempt('compared', function () { return [new Int('5') < 6, new Int('5') > 5.5, new Int('1000') == 1000, new Int('5') >= new Int('4')].join(' ') })
attempt('a type alone', function () { var i = new Int('u8'); return i.type + ' ' + i.toString() })
attempt('a type and a number', function () { var i = new Int('u8', 300); return i.type + ' ' + i.toString() })
attempt('a type and text', function () { var i = new Int('i8', '200'); return i.type + ' ' + i.toString() })
attempt('u64 of text', function () { var i = new Int('u64', '-1'); return i.type + ' ' + i.toString() })
attempt('of an Int', function () { var i = new Int(new Int('7')); return i.type + ' ' + i.toString() })
attempt('an unknown type', function () { return new Int('i128', 1, 2).type })
attempt('of nothing', function () { return new Int().type })
attempt('as a key', function () { var o = {}; o[new Int('1')] = 'z'; return JSON.stringify(o) })
attempt('parse of a number', function () { return Int.parse(5) })
