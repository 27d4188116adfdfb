/** Lines of the log: their form, and which level lets which pass. Pipy's order is kept, in which info is above warn. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { isLogged, type LogLevel, setLogLevel, setLogSink, writeLog } from '../../../src/runtime/core/log.ts'

const levels: LogLevel[] = ['debug', 'warn', 'info', 'error']
let lines: string[] = []

beforeEach(() => {
  lines = []
  setLogSink(line => lines.push(line))
})
afterEach(() => {
  setLogLevel('info')
})

test('a line has local time, level and text', () => {
  writeLog('error', 'text of\ntwo lines')
  expect(lines).toHaveLength(1)
  const [, time, rest] = /^(\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3}) (.*)$/s.exec(lines[0] ?? '') ?? []
  expect(rest).toBe('[ERR] text of\ntwo lines')
  // Without a zone the text is read as local time.
  expect(Math.abs(Date.parse((time ?? '').replace(' ', 'T')) - Date.now())).toBeLessThan(10_000)
})

test.each([
  ['debug', '[DBG] debug, [WRN] warn, [INF] info, [ERR] error'],
  ['warn', '[WRN] warn, [INF] info, [ERR] error'],
  ['info', '[INF] info, [ERR] error'],
  ['error', '[ERR] error'],
  ['debug:user', '[DBG] debug, [WRN] warn, [INF] info, [ERR] error'],
  ['debug:http2+user', '[DBG] debug, [WRN] warn, [INF] info, [ERR] error'],
  ['debug:http2', '[WRN] warn, [INF] info, [ERR] error'],
])('--log-level=%s lets pass: %s', (value, expected) => {
  expect(setLogLevel(value)).toBeUndefined()
  for (const level of levels) writeLog(level, level)
  expect(lines.map(line => line.slice(24)).join(', ')).toBe(expected)
  expect(levels.filter(isLogged)).toHaveLength(lines.length)
})

test.each(['', 'verbose', 'INFO', 'warn:user'])('--log-level=%s is refused and changes nothing', value => {
  expect(setLogLevel(value)).toBe(`unknown log level: ${value}`)
  expect(levels.filter(isLogged)).toEqual(['info', 'error'])
})
