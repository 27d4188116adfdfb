/** The text for Prometheus: what the exposition format 0.0.4 demands, and what our names promise. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createMetrics } from '../../../src/common/metrics.ts'
import { parseExposition } from '../../harness/exposition.ts'

/** Texts of the characters that could break a line, a quotation or an escape. */
const anyText = fc.string({ unit: fc.constantFrom(...'ab ="\\\n\r\t{},é\u2028😀') })

describe('metrics', () => {
  test('a counter without labels is there from the start', () => {
    const metrics = createMetrics()
    const counter = metrics.counter('a_total', { help: 'Counts.' })
    expect(metrics.text()).toBe('# HELP a_total Counts.\n# TYPE a_total counter\na_total 0\n')
    counter.add()
    counter.add([], 2.5)
    expect(metrics.text()).toContain('\na_total 3.5\n')
  })

  test('a counter with labels counts for each of their values', () => {
    const metrics = createMetrics()
    const counter = metrics.counter('a_total', { help: 'Counts.', labels: ['x', 'y'] })
    counter.add(['1', 'a'])
    counter.add(['1', 'b'])
    counter.add(['1', 'a'])
    counter.add(['2', 'a'], 0)
    expect(metrics.text().split('\n').slice(2, -1)).toEqual([
      'a_total{x="1",y="a"} 2',
      'a_total{x="1",y="b"} 1',
      'a_total{x="2",y="a"} 0',
    ])
  })

  test('a gauge is asked at each scrape, and says nothing when it has no value', () => {
    const metrics = createMetrics()
    const values = [[{ value: 1 }], [], [{ value: -2 }]]
    metrics.gauge('b_seconds', { help: 'Time.' }, () => values.shift() ?? [])
    const told = [metrics.text(), metrics.text(), metrics.text()].map(text => text.split('\n').slice(2, -1))
    expect(told).toEqual([['b_seconds 1'], [], ['b_seconds -2']])
  })

  test('any text can be a label or a help, and comes back as it was', () => {
    fc.assert(
      fc.property(anyText, anyText, (label, help) => {
        const metrics = createMetrics()
        metrics.counter('a_total', { help, labels: ['x', 'y'] }).add([label, 'z'])
        const [family] = parseExposition(metrics.text())
        expect(family?.samples).toEqual([{ name: 'a_total', labels: { x: label, y: 'z' }, value: 1 }])
        expect(family?.help).toBe(help)
      }),
    )
  })

  test('names that do not fit their type, and names taken twice, are mistakes of ours', () => {
    const metrics = createMetrics()
    expect(() => metrics.counter('a', { help: '' })).toThrow('does not fit its type')
    expect(() => metrics.gauge('a_total', { help: '' }, () => [])).toThrow('does not fit its type')
    metrics.counter('a_total', { help: '' })
    expect(() => metrics.counter('a_total', { help: '' })).toThrow('two metrics a_total')
  })
})
