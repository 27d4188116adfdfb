// console writes to the log, never to stdout, takes any value and gives nothing back.
println('before')
console.log('text', 1, 1.5, true, null, undefined, [1, 'a'], { a: { b: 1 } })
console.info(new Data('bytes'), new Error('error'), () => 1, new Map(), new Date(0))
console.warn('warn')
console.error('error', '')
console.debug('debug')
console.log()
const circle: { self?: unknown } = {}
circle.self = circle
console.log(circle, [circle])
let deep: unknown = 'bottom'
for (let i = 0; i < 200; i++) deep = [deep]
console.log(deep)
println('after', typeof console, typeof console.log)
