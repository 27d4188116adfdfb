// Wrong types of arguments.
function attempt(label, work) {
  try { println(label, typeof work()) } catch (error) { println(label, 'threw') }
}
attempt('Cache of a number', function () { return new algo.Cache(5) })
attempt('Quota of text', function () { return new algo.Quota('5') })
attempt('consume of text', function () { return new algo.Quota(5).consume('1') })
attempt('LoadBalancer of text', function () { return new algo.LoadBalancer('a') })
println(typeof algo, typeof algo.Cache, typeof algo.uuid)
