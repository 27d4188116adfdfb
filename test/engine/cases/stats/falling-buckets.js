// Buckets that do not rise: samples land in the first that fits; ours refuses them.
try {
  var histogram = new stats.Histogram('h', [10, 5, 1])
  histogram.observe(1)
  println(histogram.value.join(' '))
} catch (error) { println('threw', error.message) }
