/**
 * What surrounds a benchmark: quantiles, the table with its ratios, and what the environment may say.
 *
 * The measuring itself is not tested by its numbers: timings are never assertions.
 */
import { expect, test } from 'vitest'
import { settingsOf } from '../../bench/settings.ts'
import { formatTable } from '../../bench/table.ts'
import { median, quantile } from '../../harness/timing.ts'

test('quantiles are values that were measured', () => {
  const values = [5, 1, 4, 2, 3]
  expect(median(values)).toBe(3)
  expect(quantile(values, 0.99)).toBe(5)
  expect(quantile(values, 0)).toBe(1)
  expect(values).toEqual([5, 1, 4, 2, 3])
  expect(() => median([])).toThrow('nothing was measured')
})

test('a row has each value, its ratio to the yardstick, and a dash for what is missing', () => {
  const lines = formatTable([
    { name: 'loopback', numbers: { one: 1000 } },
    { name: 'yardstick', numbers: { one: 200, cpu: 2 } },
    { name: 'node', numbers: { one: 150, cpu: 3 } },
  ])
  expect(lines.map(line => line.replace(/ {2,}/g, '|'))).toEqual([
    '|loopback|yardstick|node',
    '1 stream, A to B|MB/s|1000|(5.00)|200|150|(0.75)',
    'CPU time per GB, all processes|s|-|2.00|3.00|(1.50)',
  ])
  expect(new Set(lines.map(line => line.length)).size).toBe(1)
})

test('the environment chooses engines, measures and repetitions', () => {
  const settings = settingsOf({ ENGINE: 'node', ONLY: 'latency,memory', RUNS: '3' })
  expect(settings).toMatchObject({ matrices: ['node'], measures: ['latency', 'memory'], runs: 3, skipped: [] })
  expect(settingsOf({ FULL: '1' }).extent.slowMs).toBeGreaterThan(1024 * 1000)
  expect(settingsOf({})).toMatchObject({
    runs: 5,
    measures: ['throughput', 'latency', 'connections', 'http', 'memory', 'recovery'],
  })
  expect(settingsOf({ QUICK: '1', OTHERS: '0' })).toMatchObject({ runs: 1, others: [] })
})

test.each([
  [{ ENGINE: 'deno' }, 'ENGINE=deno'],
  [{ ONLY: 'speed' }, 'ONLY=speed'],
  [{ RUNS: 'many' }, 'RUNS=many'],
  [{ RUNS: '0' }, 'RUNS=0'],
])('%o is refused', (env, message) => {
  expect(() => settingsOf(env)).toThrow(message)
})
