/** Positions in logs of Pipy become those of the TypeScript; every other line passes as it is. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { compile } from '../../../build/compiler.ts'
import { createLineMapper, createWhere } from '../../../build/where.ts'

const text = `// A comment, and a type: lines of the script are not those of the source.
interface A { n: number }

export function inner(a: A): number {
  if (a.n > 1) throw new Error('deep')
  return a.n
}
println(inner({ n: 3 }))
`

let folder = ''
let source = ''
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'where-'))
  writeFileSync(join(folder, 'a.ts'), text)
  source = relative(process.cwd(), join(folder, 'a.ts'))
  const { code, map } = await compile(join(folder, 'a.ts'), 'a.js')
  expect(code.split('\n').slice(0, 4)).toEqual([
    'function inner(a) {',
    '  if (a.n > 1) {',
    '    throw new Error("deep");',
    '  }',
  ])
  writeFileSync(join(folder, 'a.js.map'), map)
})
afterAll(() => rmSync(folder, { recursive: true }))

function mapped(...lines: string[]): string[] {
  return lines.map(createLineMapper(createWhere(folder)))
}

describe('a log', () => {
  test('of an uncaught error', () => {
    expect(
      mapped(
        '2026-01-02 03:04:05.678 [ERR] [pjs] File /a.js:',
        '2026-01-02 03:04:05.678 [ERR] [pjs] Line 3:  throw new Error("deep");',
        '2026-01-02 03:04:05.678 [ERR] [pjs] Backtrace:',
        '2026-01-02 03:04:05.678 [ERR]     In function @/a.js:1:1 at line 3 column 5 in /a.js',
        '2026-01-02 03:04:05.678 [ERR]     In  at line 7 column 14 in /a.js',
      ),
    ).toEqual([
      '2026-01-02 03:04:05.678 [ERR] [pjs] File /a.js:',
      `2026-01-02 03:04:05.678 [ERR] [pjs] ${source}:5:  throw new Error("deep");`,
      '2026-01-02 03:04:05.678 [ERR] [pjs] Backtrace:',
      `2026-01-02 03:04:05.678 [ERR]     In function @${source}:4:8 at ${source}:5:26`,
      `2026-01-02 03:04:05.678 [ERR]     In  at ${source}:8:9`,
    ])
  })

  test('of an error in a promise, whose places stand in one text', () => {
    expect(
      mapped('{ stack: "In function @/a.js:1:1 at line 3 column 5 in /a.js\\nIn  at line 7 column 14 in /a.js\\n" }'),
    ).toEqual([`{ stack: "In function @${source}:4:8 at ${source}:5:26\\nIn  at ${source}:8:9\\n" }`])
  })

  test.each([
    'ztm hub listens on 127.0.0.1:8888',
    '[ERR] [pjs] Line 3:  of no file',
    'In function @/other.js:1:1 at line 3 column 5 in /other.js',
    'at line 99999 column 1 in /a.js',
    '',
  ])('line without a known place stays: %s', line => {
    expect(mapped(line)).toEqual([line])
  })
})
