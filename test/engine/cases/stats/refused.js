// Wrong types of arguments, and buckets that do not rise (the engine only warns).
function attempt(label, work) {
  try { println(label, typeof work()) } catch (error) { println(label, 'threw') }
}
attempt('no name', function () { return new stats.Counter() })
attempt('a number as name', function () { return new stats.Counter(5) })
attempt('text as labels', function () { return new stats.Counter('c', 'label') })
attempt('increase by text', function () { return new stats.Counter('c').increase('1') })
attempt('set without value', function () { return new stats.Gauge('g').set() })
attempt('no buckets', function () { return new stats.Histogram('h') })
attempt('observe text', function () { return new stats.Histogram('h', [1]).observe('1') })
