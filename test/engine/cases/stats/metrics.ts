// Counters, gauges and histograms: values, submetrics by label, zero and clear.
const labels = (metrics: { label: string | undefined }[]) => metrics.map(metric => metric.label ?? '?').join(',')

const counter = new stats.Counter('requests', ['method', 'status'])
counter.increase()
counter.increase(4)
counter.increase(0.5)
println('counter', counter.name, String(counter.label), counter.value, counter.submetrics().length)
counter.withLabels('GET', '200').increase(2)
counter.withLabels('GET').withLabels('404').increase()
counter.withLabels('PUT', '200', 'too many').increase()
println('labels', labels(counter.submetrics()), labels(counter.withLabels('GET').submetrics()))
println(
  'values',
  counter.value,
  counter.withLabels('GET').value,
  counter.withLabels('GET', '200').value,
  counter.withLabels('GET', '404').value,
)
println(
  'same',
  counter.withLabels('GET', '200') === counter.withLabels('GET').withLabels('200'),
  counter.withLabels() === counter,
)
println(
  'no more labels',
  String(counter.withLabels('GET', '200').withLabels('x') === null),
  counter.withLabels('PUT', '200').value,
)
counter.zero()
println('zero', counter.value, counter.withLabels('GET', '200').value)
counter.clear()
println('clear', counter.submetrics().length, counter.withLabels('GET', '200').value)
println('plain', String(new stats.Counter('plain').withLabels('x') === null))

const gauge = new stats.Gauge('load')
gauge.set(5)
gauge.increase()
gauge.increase(0.25)
gauge.decrease()
gauge.decrease(10)
println('gauge', gauge.value)
gauge.zero()
println('zero', gauge.value)

const histogram = new stats.Histogram('size', [1, 5, 10, Number.POSITIVE_INFINITY], ['path'])
for (const sample of [0, 1, 1.5, 5, 7, 100, -3]) histogram.observe(sample)
println('histogram', histogram.value.join(' '))
histogram.withLabels('/a').observe(3)
println(
  'labelled',
  histogram.withLabels('/a').value.join(' '),
  histogram.value.join(' '),
  labels(histogram.submetrics()),
)
histogram.zero()
println('zero', histogram.value.join(' '), histogram.withLabels('/a').value.join(' '))
const short = new stats.Histogram('short', [1, 2])
short.observe(5)
println('beyond the last bucket', short.value.join(' '))
