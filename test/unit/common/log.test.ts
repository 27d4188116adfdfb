/** How a record of the log is written: one line, whatever is in it, and parsable. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createLog, type Fields, formatJson, formatText, type LogRecord } from '../../../src/common/log.ts'

/** Texts of the characters that could break a line, a quotation or an escape. */
const anyText = fc.string({ unit: fc.constantFrom(...'ab ="\\\n\r\t{},é\u2028😀') })

const record = (fields: Fields): LogRecord => ({ level: 'warn', topic: 'hub/ca', event: 'not told', fields })

describe('a record as text', () => {
  test('shows level, topic, event and its fields', () => {
    expect(formatText(record({ endpoint: 'laptop', tries: 3, isLate: false, none: undefined }))).toBe(
      '[warn] [hub/ca] not told endpoint=laptop tries=3 isLate=false',
    )
  })

  test('quotes a value that is empty or more than a word', () => {
    expect(formatText(record({ a: '', b: 'two words', c: 'x=1', d: 'say "hi"' }))).toBe(
      '[warn] [hub/ca] not told a="" b="two words" c="x=1" d="say \\"hi\\""',
    )
  })

  test('is one line, whatever a value holds', () => {
    fc.assert(
      fc.property(anyText, value => {
        expect(formatText(record({ value }))).not.toMatch(/[\n\r]/)
      }),
    )
  })
})

describe('a record as JSON', () => {
  test('is an object with its time', () => {
    expect(JSON.parse(formatJson(record({ endpoint: 'laptop', tries: 3 }), 0))).toEqual({
      time: '1970-01-01T00:00:00.000Z',
      level: 'warn',
      topic: 'hub/ca',
      event: 'not told',
      endpoint: 'laptop',
      tries: 3,
    })
  })

  test('does not let a field pose as level, topic or event', () => {
    const line = formatJson(record({ level: 'debug', topic: 'x', event: 'y', time: 'z' }), 0)
    expect(JSON.parse(line)).toMatchObject({ level: 'warn', topic: 'hub/ca', event: 'not told', level_: 'debug' })
  })

  test('keeps every value, in one line', () => {
    fc.assert(
      fc.property(anyText, value => {
        const line = formatJson(record({ value }), 0)
        expect(line).not.toMatch(/[\n\r]/)
        expect(JSON.parse(line)).toMatchObject({ value })
      }),
    )
  })
})

describe('a log', () => {
  function collect(level: 'debug' | 'warn') {
    const records: LogRecord[] = []
    return { records, log: createLog('hub', level, record => records.push(record)) }
  }

  test('drops what is below its level', () => {
    const { records, log } = collect('warn')
    log.debug('a')
    log.info('b')
    log.warn('c')
    log.error('d')
    expect(records.map(({ event }) => event)).toEqual(['c', 'd'])
  })

  test('puts topics behind each other, under the same level', () => {
    const { records, log } = collect('debug')
    log.topic('ca').topic('tokens').debug('used', { left: 1 })
    expect(records).toEqual([{ level: 'debug', topic: 'hub/ca/tokens', event: 'used', fields: { left: 1 } }])
  })
})
