/** src/runtime/parity.md is what the files and the ledger of differences say. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { differencesIn, filesIn, headerOf, parityPage } from '../../../build/parity.ts'

const project = join(import.meta.dirname, '../../..')

test('the page is what the sources say: else run `node build/parity.ts`', () => {
  expect(readFileSync(join(project, 'src/runtime/parity.md'), 'utf8')).toBe(parityPage())
})

test('a header is the comment at the top, in either form', () => {
  expect(headerOf('/**\n * One: two\n * three.\n *\n * Four.\n */\nimport x\n/** other */')).toBe(
    'One: two three. Four.',
  )
  expect(headerOf('// One\n// two.\n\n// other')).toBe('One two.')
  expect(headerOf('const x = 1')).toBe('')
})

test('files of Pipy are those with a path, and those named behind one', () => {
  const header =
    'Follows a/b.ts and src/filters/handle.cpp, on-event.cpp and src/api/os.cpp. src/filters/handle.cpp again.'
  expect(filesIn(header)).toEqual(['src/filters/handle.cpp', 'src/filters/on-event.cpp', 'src/api/os.cpp'])
})

test('differences are what is told as such', () => {
  expect(differencesIn('Follows x. Differs: no chains. (Pipy mixes them.)')).toBe('no chains. (Pipy mixes them.)')
  expect(differencesIn('They follow it. (Pipy mixes them.) Done.')).toBe('Pipy mixes them.')
  expect(differencesIn('Nothing.')).toBe('')
})
