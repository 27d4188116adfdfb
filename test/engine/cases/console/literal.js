// Keys of object literals: the engine writes them without quotes, as it does with fields of classes.
var literal = { a: 1, b: { c: 'x' } }
println(literal)
