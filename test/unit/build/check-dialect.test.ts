/** The last look at compiled code: whatever Pipy does not parse, or evaluates differently, does not get past it. */
import { parse } from 'acorn'
import { describe, expect, test } from 'vitest'
import { checkDialect } from '../../../build/check-dialect.ts'
import type { Node } from '../../../build/lower/ast.ts'
import { RefusedError } from '../../../build/lower/refuse.ts'

const parsed = (text: string): Node =>
  parse(text, { ecmaVersion: 'latest', sourceType: 'module', locations: true }) as unknown as Node

const refused: [text: string, message: string][] = [
  ['let a = 1', 'let'],
  ['const a = 1', 'const'],
  ['var { a } = o', 'a declaration of something else than a name'],
  ['var [a] = o', 'a declaration of something else than a name'],
  ['var from = 1', 'a declaration of something else than a name'],
  ['function as() {}', 'a function of a reserved name'],
  ['f(function ({ a }) {})', 'a parameter that is no plain name'],
  ['f(function (a = 1) {})', 'a parameter that is no plain name'],
  ['f((...a) => a)', 'a parameter that is no plain name'],
  ['f(from => from)', 'a parameter that is no plain name'],
  ['f(async () => 1)', 'an async function or generator'],
  ['function* f() {}', 'an async function or generator'],
  ['while (a) f()', 'WhileStatement'],
  ['do f(); while (a)', 'DoWhileStatement'],
  ['for (;;) f()', 'a for without all three parts'],
  ['for (0; ; 0) f()', 'a for without all three parts'],
  ['for (a of b) f()', 'ForOfStatement'],
  ['for (a in b) f()', 'ForInStatement'],
  ['for (0; a; 0) { continue }', 'ContinueStatement'],
  ['switch (a) {}', 'SwitchStatement'],
  ['try { f() } finally { g() }', 'finally'],
  ['try { f() } catch (e) { g() } finally { h() }', 'finally'],
  ['try { f() } catch ({ message }) { g() }', 'catch of something else than a name'],
  ['try { f() } catch { g() }', 'catch of something else than a name'],
  ['a?.b', '?.'],
  ['a?.()', '?.'],
  ['f(...a)', 'a spread in a call'],
  ['new F(...a)', 'a spread in a call'],
  ['a = [1, , 2]', 'a hole in an array'],
  ['a = /x/', 'a literal that is no number, text, boolean or null'],
  ['a = 1n', 'a literal that is no number, text, boolean or null'],
  ['a = `x`', 'TemplateLiteral'],
  ['a = f`x`', 'TaggedTemplateExpression'],
  ['a = { f() {} }', 'a method, getter or setter'],
  ['a = { get f() { return 1 } }', 'a method, getter or setter'],
  ['a = b ? (c = 1) : d', 'an assignment in a branch'],
  ['[a] = b', 'ArrayPattern'],
  ['class A {}', 'ClassDeclaration'],
  ['f(this)', 'ThisExpression'],
  ["import a from 'a'", 'ImportDeclaration'],
  ["import('a')", 'ImportExpression'],
  ['await a', 'AwaitExpression'],
  ['debugger', 'DebuggerStatement'],
]

describe('refuses', () => {
  test.each(refused)('%s', (text, message) => {
    const check = () => checkDialect(parsed(text))
    expect(check).toThrow(RefusedError)
    expect(check).toThrow(`Pipy does not know ${message}`)
  })
})

test('lets everything pass that lowered code consists of', () => {
  const text = `var a = 1, $c;
function f(x, y) { return x + y; }
var g = (x) => ({ [x]: x, as: 1, ...o, 'b c': [1, ...x] });
block: { for (0; a < 3; a++) { if (a) { break block; } else { break; } } }
try { throw new Error('x'); } catch (e) { o[a] += -e.code; }
f(a ? b : c, (d, e), !f && typeof g, void 0, null, true, 1.5, delete o.k);`
  expect(() => checkDialect(parsed(text))).not.toThrow()
})

test('tells everything that it finds, with positions', () => {
  try {
    checkDialect(parsed('let a = 1\n  while (a) f(...a)'))
    expect.unreachable()
  } catch (error) {
    const places = (error as RefusedError).refusals.map(({ line, column }) => [line, column])
    expect(places).toEqual([
      [1, 0],
      [2, 2],
      [2, 12],
    ])
  }
})
