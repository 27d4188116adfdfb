// How values look when they are printed.
println('text', 1, 1.5, -0.25, true, null, undefined)
println([], [1, 'a', null, undefined, true], [[1], [[2]]])
println(JSON.parse('{}'), JSON.parse('{"a":1,"b":"x\\n\\"y\\"","c":{"d":[]}}'))
println(new Data(), new Data('hello'), new Data('0123456789'), new Data('0123456789a'), new Data('0123456789ab'))
println([new Data([0, 255])], [function () {}].length)
var circle = JSON.parse('{"a":1}')
circle.self = circle
println(circle, [circle])
println(new Int('5'), [new Int('-5')])
print('a', 'b', '')
print('c\n')
println()
println('')
