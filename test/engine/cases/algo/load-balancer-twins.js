// Two targets of one key: the engine keeps both in its queue and knows one, ours refuses.
try {
  var balancer = new algo.LoadBalancer([{ id: 1, at: 'x' }, { id: 1, at: 'y' }], { key: function (target) { return target.id } })
  var text = ''
  for (var i = 0; i < 4; i++) text += balancer.allocate().target.at
  println(text)
} catch (error) { println('threw', error.message) }
