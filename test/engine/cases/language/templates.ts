// Template literals, whatever they begin or end with.
const a = 1
const b = 'two'
println(`plain`, ``, `${a}`, `${a}${b}`, `x${a}y${b}z`)
println(`\`back`, `\\slash`, `\$dollar`, `\${no}`, `a\`b`, `${a}\`${b}`, `${a}\\`, `${a}\${`)
println(`line
next`)
println(`${a + 1 + 2}`, `${`${b}!`}`, `${[1, 2].map(n => `<${n}>`).join('')}`)
println(`${null} ${undefined} ${true} ${1.5}`)
println(`${a > 0 ? 'yes' : 'no'}${a && b}`)
println(`tab\tnewline\\n \u0041 \x41 é 中`)
println(1 + 2 + `${a}` + 1)
println(`${a}` + 1)
let n = 1
println(`a${'b' + 'c'}d${(n++, n)}`)
