/** The table of the dialect is true: every lowered construct has its case, every refused one is refused, the page is it. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { CompileError, compile } from '../../../build/compiler.ts'
import { lowered } from '../../../build/dialect.ts'
import { dialectPage } from '../../../build/dialect-docs.ts'
import { differences, type Refused, refused } from '../../../build/dialect-refused.ts'

const project = join(import.meta.dirname, '../../..')

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'dialect-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

/** What the compiler says to a source; null if it accepts it. Files are named as the compiler names them. */
async function complaintsAbout(name: string, text: string): Promise<string | null> {
  writeFileSync(join(folder, name), text)
  try {
    await compile(join(folder, name), 'out.js')
    return null
  } catch (error) {
    if (!(error instanceof CompileError)) throw error
    return error.message.replaceAll(`${relative(process.cwd(), folder)}/`, '')
  }
}

describe('a lowered construct', () => {
  test.each(lowered)('$construct has a case with a transcript of Pipy', row => {
    const name = join(project, 'test/engine/cases/language', row.test)
    expect(existsSync(`${name}.ts`), row.test).toBe(true)
    expect(readFileSync(`${name}.out`, 'utf8').length).toBeGreaterThan(0)
  })

  test('every case of the language stands for some construct', () => {
    const cases = new Set(lowered.map(row => row.test))
    expect(cases).toContain('async')
    expect(cases.size).toBeGreaterThan(15)
  })
})

describe('a refused construct', () => {
  test.each(Object.values<Refused>(refused))('$construct is refused at its place, with the hint', async row => {
    const margin = '  '
    const column = margin.length + row.example.indexOf(row.at) + 1
    expect(row.example, 'the example holds what the message points at').toContain(row.at)
    expect(await complaintsAbout('example.ts', `// a line before\n${margin}${row.example}\n`)).toBe(
      `example.ts:2:${column}: ${row.construct}: ${row.why}\n  hint: ${row.instead}`,
    )
  })

  test('all of a program are told at once, in order, also those of modules', async () => {
    writeFileSync(join(folder, 'module.ts'), 'export const big = () => 10n\n')
    const text = `import { big } from './module.ts'
println(big())
export class A {}
wrong = [1, , 2]
`
    const complaints = await complaintsAbout('main.ts', text)
    expect(complaints?.split('\n').filter(line => !line.startsWith('  '))).toEqual([
      `module.ts:1:26: ${refused.bigint.construct}: ${refused.bigint.why}`,
      `main.ts:3:8: ${refused.class.construct}: ${refused.class.why}`,
      `main.ts:4:1: ${refused.undeclared.construct}: ${refused.undeclared.why}`,
      `main.ts:4:9: ${refused.hole.construct}: ${refused.hole.why}`,
    ])
  })

  test('what is not used is not refused', async () => {
    expect(await complaintsAbout('unused.ts', 'class A {}\nprintln(1)\n')).toBeNull()
  })

  test.each([
    'const o = { arguments: 1, class: 2, this: 3, await: 4 }\nprintln(o.arguments, o.class, o.this, o.await)\n',
    'export const f = async () => { await 1; const g = async () => await 2; return g() }\n',
    'const o: Record<string, number> = {}\ndelete o.key\ndelete o["key"]\n',
    "println(/a+/gi.test('a'), [undefined], { set: 1, get: 2 }.get)\n",
  ])('what only looks like one is not refused: %s', async text => {
    expect(await complaintsAbout('fine.ts', text)).toBeNull()
  })
})

describe('other complaints', () => {
  test('a syntax error has its place', async () => {
    expect(await complaintsAbout('syntax.ts', 'const a = 1\nconst b = ;\n')).toMatch(/^syntax\.ts:2:11: /)
  })

  test('a missing module has its place', async () => {
    expect(await complaintsAbout('missing.ts', "import { a } from './nowhere.ts'\nprintln(a)\n")).toMatch(
      /^missing\.ts:1:19: Could not resolve ".\/nowhere.ts"/,
    )
  })

  test('a missing export has its place', async () => {
    writeFileSync(join(folder, 'empty.ts'), 'export const a = 1\n')
    expect(await complaintsAbout('export.ts', "import { b } from './empty.ts'\nprintln(b)\n")).toMatch(
      /^export\.ts:1:10: No matching export/,
    )
  })
})

describe('the page', () => {
  test('build/dialect.md is the table: node build/dialect-docs.ts', () => {
    expect(readFileSync(join(project, 'build/dialect.md'), 'utf8')).toBe(dialectPage())
  })

  test('has words in every field, and no construct twice', () => {
    const rows = [...lowered, ...Object.values(refused), ...differences]
    for (const row of rows) for (const text of Object.values(row)) expect(text.trim().length).toBeGreaterThan(0)
    const constructs = [...lowered, ...Object.values(refused)].map(row => row.construct)
    expect(new Set(constructs).size).toBe(constructs.length)
  })
})
