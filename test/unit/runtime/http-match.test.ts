/** http.Match against what the real Pipy answers: every row was printed by Pipy 2.0.2. */
import { expect, test } from 'vitest'
import { createMatch } from '../../../src/runtime/globals/http-match.ts'

const rows: [pattern: string, path: string, values: Record<string, string> | null][] = [
  ['/a', '/a', {}],
  ['/a', '/A', {}],
  ['/a', '/a/', {}],
  ['/a', '/a?x=1', {}],
  ['/a', '/a#x', {}],
  ['/a', '/a/b', null],
  ['/a', '/ab', null],
  ['/a', '', null],
  ['/a', '/', null],
  ['/relay/{id}', '/relay/x-1', { id: 'x-1' }],
  ['/relay/{id}', '/relay/', null],
  ['/relay/{id}', '/relay/a%2Fb', { id: 'a%2Fb' }],
  ['/{a}/*', '/x/y/z', { a: 'x', '*': 'y/z' }],
  ['/{a}/*', '/x/y/z/', { a: 'x', '*': 'y/z/' }],
  ['/{a}/*', '/x/y/z?q', { a: 'x', '*': 'y/z' }],
  ['/{a}/*', '/x', null],
  ['/{a}/*/c', '/x/y/c', { a: 'x' }],
  ['/{a}/{b}', '//b', null],
]

for (const [pattern, path, values] of rows) {
  test(`${pattern} on ${path}`, () => {
    expect(createMatch(pattern)(path)).toEqual(values)
  })
}

test('a head is matched by its path', () => {
  expect(createMatch('/x/{y}')({ path: '/x/1' })).toEqual({ y: '1' })
})

test.each(['', 'a', '/', '/a/', '/{a', '/*b'])('the pattern "%s" is refused', pattern => {
  expect(() => createMatch(pattern)).toThrow(/path pattern/)
})

test('something that is neither text nor a head is refused', () => {
  expect(() => createMatch('/a')(null)).toThrow(TypeError)
})
