/**
 * The page of attempts names tests: each is there, by the words that the page quotes.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { ROOT } from '../../harness/engines.ts'

/** The rows of its tables: attempt, outcome, and the tests of each. */
const rows = readFileSync(join(ROOT, 'src/common/ATTEMPTS.md'), 'utf8')
  .split('\n')
  .filter(line => line.startsWith('| ') && !line.startsWith('| ---') && !line.startsWith('| attempt'))
  .map(line => line.slice(2, -2).split(' | '))

/** `file`: "words", one or several. */
const NAMED = /`([^`]+)`: "([^"]+)"/g

test.each(rows)('%s: %s', (_attempt, _outcome, tests = '') => {
  const named = [...tests.matchAll(NAMED)]
  expect(named.map(([text]) => text).join(', ')).toBe(tests)
  for (const [, file = '', words = ''] of named) {
    const path = join(ROOT, 'test', file)
    expect(existsSync(path), path).toBe(true)
    expect(readFileSync(path, 'utf8')).toContain(words)
  }
})

test('there are some', () => {
  expect(rows.length).toBeGreaterThan(30)
})
