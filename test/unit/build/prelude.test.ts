/** The helpers of the prelude: written in the dialect, complete with what they need, and put in only when called. */
import { parse } from 'acorn'
import { describe, expect, test } from 'vitest'
import { checkDialect } from '../../../build/check-dialect.ts'
import { type Node, walk } from '../../../build/lower/ast.ts'
import { resolveNames } from '../../../build/lower/scope.ts'
import { prelude, preludeFor, preludeNames } from '../../../build/prelude.ts'
import { lowerText } from './lower-text.ts'

const parsed = (text: string): Node => parse(text, { ecmaVersion: 'latest', locations: true }) as unknown as Node

/** The names at the top of a text, and those that it uses without declaring them. */
function namesOf(text: string): { declared: string[]; free: Set<string> } {
  const program = parsed(text)
  const declared = program.body.flatMap((item: Node) => item.declarations?.map((d: Node) => d.id.name) ?? [])
  return { declared, free: resolveNames(parsed(text), new Set()).globals }
}

describe.each(Object.entries(prelude))('%s', (name, helper) => {
  test('is in the dialect', () => {
    expect(() => checkDialect(parsed(helper.source))).not.toThrow()
  })

  test('declares its name first', () => {
    expect(namesOf(helper.source).declared[0]).toBe(name)
  })

  test('names the helpers that it calls, and no others', () => {
    const called = [...namesOf(helper.source).free].filter(other => other in prelude && other !== name)
    expect(called.sort()).toEqual([...helper.needs].sort())
  })

  test('assigns only to names of its own', () => {
    const { declared, free } = namesOf(helper.source)
    walk(parsed(helper.source), node => {
      if (node.type === 'AssignmentExpression' && node.left.type === 'Identifier') {
        expect(declared.includes(node.left.name) || !free.has(node.left.name), node.left.name).toBe(true)
      }
    })
  })
})

test('no two helpers declare the same name', () => {
  const all = Object.values(prelude).flatMap(helper => namesOf(helper.source).declared)
  expect(all.filter((name, index) => all.indexOf(name) !== index)).toEqual([])
  expect(preludeNames()).toEqual(new Set(all))
})

test('a helper comes with what it needs, each once', () => {
  const text = preludeFor(new Set(['thenOf', 'catchOf']))
  expect(namesOf(text).declared.sort()).toEqual(['catchOf', 'freshly', 'thenOf'])
})

test('a script gets the helpers that it calls and no others', () => {
  expect(lowerText('println([1, 2].at(-1))')).toMatch(/^var atOf = [\s\S]*println\(atOf\(\[1, 2\], -1\)\);\n$/)
  expect(lowerText('println(1)').trim()).toBe('println(1);')
})

test('names of a script give way to those of helpers', () => {
  expect(lowerText('const atOf = 1\nprintln([atOf].at(0))', { bare: true })).toBe(
    'var atOf_1 = 1;\nprintln(atOf([atOf_1], 0));\n',
  )
})
