// Where the engine loses count: a tagged pick that is freed, a second free.
function picks(balancer, count) {
  var text = ''
  for (var i = 0; i < count; i++) text += balancer.allocate().target
  return text
}
var tagged = new algo.LoadBalancer(['a', 'b'], { algorithm: 'least-load' })
tagged.allocate('a').free()
tagged.allocate('a').free()
println('tagged and freed', picks(tagged, 4))
var twice = new algo.LoadBalancer(['a', 'b'], { algorithm: 'least-load' })
var resource = twice.allocate()
resource.free()
try { resource.free(); println('freed again', picks(twice, 4)) } catch (error) { println('threw', error.message) }
