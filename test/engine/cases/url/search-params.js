// Queries: reading, changing, writing.
var params = new URLSearchParams('?a=1&b=%20x+y&a=2&&c&=d&e=f=g')
println(params.get('a'), params.get('b'), params.get('c'), params.get(''), params.get('e'), params.get('none'))
println(JSON.stringify(params.getAll('a')), JSON.stringify(params.getAll('b')), JSON.stringify(params.getAll('none')))
println(JSON.stringify(params.toObject()))
println(params.toString())

params.set('a', 'new')
params.set('n', 1)
params.set('list', [1, 'two', true])
params.set('b', null)
params.set('c', undefined)
params.set('é &', '~-_.!*')
println(params.toString())
println(params.get('list'), JSON.stringify(params.getAll('list')))

var all = params.getAll('list')
all.push('four')
println(JSON.stringify(params.getAll('list')))

println(new URLSearchParams({ b: 1, a: [1, 2], c: 'x y' }).toString())
println('empty', new URLSearchParams('').toString(), new URLSearchParams('?').toString(), new URLSearchParams({}).toString())
println(new URLSearchParams('a=%4&b=%C3%A9&%41=%41').toString())
println(new URLSearchParams('a=x%4').toString())
