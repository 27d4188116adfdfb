// A quota: taken, given back, coming back with time.
const quota = new algo.Quota(5)
const show = (label: string, value: number | string) => println(label, value, quota.initial, quota.current)
show('full', '-')
show('some', quota.consume(3))
show('more than there is', quota.consume(9))
show('empty', quota.consume(1))
quota.produce(2)
show('given', '-')
quota.produce(-1)
show('nothing given', quota.consume(0))
show('negative', quota.consume(-1))
show('a part', quota.consume(0.5))
quota.produce(10)
show('above initial', '-')
quota.reset()
show('reset from above', '-')
quota.consume(4)
quota.reset()
show('reset from below', '-')

const limited = new algo.Quota(5, { max: 6 })
limited.produce(10)
println('max', limited.current)
limited.consume(6)
limited.reset()
println('max, reset', limited.current)

const steps = new algo.Quota(10, { per: 0.2, produce: 4 })
const whole = new algo.Quota(10, { per: 0.2 })
println('taken', steps.consume(10), whole.consume(7))
const times = [0.1, 0.2, 0.2, 0.2, 0.2]
let turn = 0
function look(): void {
  println('turn', turn, steps.current, whole.current)
  turn++
  if (turn < times.length) new Timeout(times[turn] ?? 0).wait().then(look)
}
new Timeout(times[0] ?? 0).wait().then(look)
