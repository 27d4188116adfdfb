// A text that ends inside of a letter, and a surrogate: not valid UTF-8 either.
println('cut', new Data('aé').shift(2).toString() === undefined, new Data([240, 159, 152]).toString() === undefined)
println('a surrogate', new Data([237, 160, 128]).toString() === undefined)
