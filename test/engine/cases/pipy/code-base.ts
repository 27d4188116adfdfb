// The code base, which is the directory of the script: files by paths that nothing leads out of.
const own = pipy.source.split('/').pop() ?? ''
println('itself', (pipy.load(own)?.size ?? 0) > 100, (pipy.load(`/${own}`)?.size ?? 0) > 100)
println('nothing', pipy.load('none'), pipy.load('/none/of/these'))
println('out of it', pipy.load('../../../../../../../../etc/passwd'))
println('listed', pipy.list('/').includes(own), pipy.list('/none').length)
println('since', pipy.now() >= 0, Date.now() - pipy.since < 60000)
println('pid', pipy.pid > 1, pipy.uuid.length, pipy.thread.id)
