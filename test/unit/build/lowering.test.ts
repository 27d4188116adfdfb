/** What lowered code looks like: readable, and plain wherever the source is plain. What it does, other tests show. */
import { describe, expect, test } from 'vitest'
import { lowerText } from './lower-text.ts'

const lines = (text: string): string => lowerText(text, { bare: true }).trim()

describe('nothing changes but the keyword where nothing has to', () => {
  test.each([
    ['const a = 1', 'var a = 1;'],
    ['let a', 'var a = undefined;'],
    ['const f = (a, b) => a + b', 'var f = (a, b) => a + b;'],
    ['function f(a) { return a }', 'function f(a) {\n  return a;\n}'],
    ['const o = { a: 1, m() {} }', 'var o = {\n  a: 1,\n  m: function () {}\n};'],
    ['list[0] = f(1)', 'list[0] = f(1);'],
    ['const o = f()\no.n += g()', 'var o = f();\no.n += g();'],
    ['if (a) f()\nelse g()', 'if (a) {\n  f();\n} else {\n  g();\n}'],
    ['try { f() } catch (e) { g(e) }', 'try {\n  f();\n} catch (e) {\n  g(e);\n}'],
  ])('%s', (text, expected) => {
    expect(lines(text)).toBe(expected)
  })
})

describe('loops', () => {
  test('for-of is a for over the list', () => {
    expect(lines('for (const item of list) f(item)')).toBe(`var list_1 = listOf(list);
var index = 0;
for (0; index < list_1.length; index++) {
  var item = list_1[index];
  f(item);
}`)
  })

  test('continue is a break out of the turn', () => {
    expect(lines('while (f()) { if (g()) continue; h() }')).toBe(`for (0; f(); 0) {
  turn: {
    if (g()) {
      break turn;
    }
    h();
  }
}`)
  })

  test('a turn is a function only where a closure captures', () => {
    expect(lines('for (let i = 0; i < 3; i++) f(i)')).not.toContain('turn')
    expect(lines('for (let i = 0; i < 3; i++) f(() => i)')).toBe(`var i = 0;
for (0; i < 3; i++) {
  var given = undefined;
  var turn_1 = i => {
    f(() => i);
  };
  var ended = turn_1(i);
}`)
  })
})

describe('expressions', () => {
  test('a chain is tests', () => {
    expect(lines('f(a?.b.c)')).toBe('f(a === undefined || a === null ? undefined : a.b.c);')
  })

  test('a target is kept where the value could change it', () => {
    expect(lines('let i = 0\nlist[i] = f(i++)')).toBe(`var key;
var i = 0;
key = i;
list[key] = f(i++);`)
  })

  test('keys after a spread are a spread', () => {
    expect(lines('const o = { a: 1, ...b, c: 2 }')).toBe(`var o = {
  a: 1,
  ...b,
  ...{
    c: 2
  }
};`)
  })
})

describe('names', () => {
  test('a block variable that collides gets a number, others keep theirs', () => {
    expect(lines('const x = 1\n{ const x = 2\nconst y = 3\nf(x, y) }')).toBe(`var x = 1;
var x_1 = 2;
var y = 3;
f(x_1, y);`)
  })

  test('words of the engine and $ names of parameters are renamed, context variables are not', () => {
    expect(lines('var $ctx = 1\nconst from = ($n) => $n + $ctx\nf(from)')).toBe(`var $ctx = 1;
var from_1 = n_1 => n_1 + $ctx;
f(from_1);`)
  })
})

describe('async functions', () => {
  test('one without await is one step', () => {
    expect(lines('const f = async a => a')).toBe(`var f = a => runSteps(function (m) {
  m.value = a;
  return 1;
}, []);`)
  })

  test('each await ends a step; errors go to the step of their catch', () => {
    expect(lines('async function f(a) { try { return await g(a) } catch { return 0 } }')).toBe(`function f(a) {
  var caught;
  return runSteps(function (m) {
    for (0; true; 0) {
      step: {
        if (m.at === 0) {
          m.at = 1;
        }
        if (m.at === 1) {
          m.value = g(a);
          m.at = 2;
          return 0;
        }
        if (m.at === 2) {
          return 1;
        }
        if (m.at === 3) {
          caught = m.value;
          m.value = 0;
          return 1;
        }
        if (m.at === 4) {
          m.value = undefined;
          return 1;
        }
      }
    }
  }, [-1, 3, 3, -1, -1]);
}`)
  })
})
