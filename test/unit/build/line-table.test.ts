/** Positions in logs of Pipy become those of the TypeScript, by any awk and by JavaScript; every other line passes as it is. */
import { spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { compile } from '../../../build/compiler.ts'
import { lineTable } from '../../../build/line-table.ts'
import { findProgram, NODE, ROOT } from '../../harness/engines.ts'
import { waitFor } from '../../harness/wait.ts'

const text = `// A comment, and a type: lines of the script are not those of the source.
interface A { n: number }

export function inner(a: A): number {
  if (a.n > 1) throw new Error('deep')
  return a.n +
    inner(a)
}
println(inner({ n: 3 }))
`

let folder = ''
let source = ''
let table = ''
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'lines-'))
  writeFileSync(join(folder, 'a.ts'), text)
  source = relative(process.cwd(), join(folder, 'a.ts'))
  const { code, map } = await compile(join(folder, 'a.ts'), 'a.js')
  expect(code).toBe(`function inner(a) {
  if (a.n > 1) {
    throw new Error("deep", new Error("at ${source}:5:22"));
  }
  return a.n + inner(a);
}
println(inner({
  n: 3
}));
`)
  table = join(folder, 'a.js.lines')
  writeFileSync(table, lineTable(map))
  // It does what it is called.
  const busybox = findProgram('busybox')
  if (busybox) symlinkSync(busybox, join(folder, 'awk'))
})
afterAll(() => rmSync(folder, { recursive: true }))

const script = (name: string): string => join(ROOT, 'build/launcher', name)

/** Everything that maps, by name; null for an awk that is not here. */
const mappers: Record<string, () => string[] | null> = {
  JavaScript: () => [NODE, script('where.mjs')],
  awk: () => awk(findProgram('awk')),
  mawk: () => awk(findProgram('mawk')),
  gawk: () => awk(findProgram('gawk')),
  'busybox awk': () => awk(findProgram('busybox') && join(folder, 'awk')),
}

function awk(path: string | null): string[] | null {
  if (!path) return null
  // As the launcher does: this one reads ahead unless it is told not to.
  const { stdout, stderr } = spawnSync(path, ['-W', 'version'], { input: '', encoding: 'utf8' })
  const options = `${stdout}${stderr}`.startsWith('mawk') ? ['-W', 'interactive'] : []
  return [path, ...options, '-f', script('where.awk')]
}

test('a table tells lines, and columns where a line is from several', () => {
  expect(readFileSync(table, 'utf8')).toBe(`${source}\n1 4\n2 5\n5 6\n5:16 7\n7 9\n8 9\n`)
})

describe.each(Object.keys(mappers))('a log through %s', name => {
  const argv = (context: { skip(condition: boolean, note: string): void }): [string, ...string[]] => {
    const found = mappers[name]?.()
    context.skip(!found, `${name} is not here`)
    const [file = '', ...args] = [...(found ?? []), table]
    return [file, ...args]
  }
  const mapped = ([file, ...args]: [string, ...string[]], input: string | Buffer): Buffer =>
    spawnSync(file, args, { input, env: { ...process.env, LC_ALL: 'C' } }).stdout

  test('of an uncaught error: the caret stays where it points', context => {
    const log = [
      '2026-01-02 03:04:05.678 [ERR] [pjs] File /a.js:',
      '2026-01-02 03:04:05.678 [ERR] [pjs] Line 3:  throw new Error("deep");',
      '2026-01-02 03:04:05.678 [ERR] [pjs]          ^',
      '2026-01-02 03:04:05.678 [ERR] [pjs] Backtrace:',
      '2026-01-02 03:04:05.678 [ERR]     In function @/a.js:1:1 at line 3 column 5 in /a.js',
      '2026-01-02 03:04:05.678 [ERR]     In function @/a.js:1:1 at line 5 column 21 in /a.js',
      '2026-01-02 03:04:05.678 [ERR]     In  at line 7 column 14 in /a.js',
    ]
    const moved = ' '.repeat(source.length + ':5'.length - 'Line 3'.length)
    expect(
      mapped(argv(context), `${log.join('\n')}\n`)
        .toString()
        .trimEnd()
        .split('\n'),
    ).toEqual([
      '2026-01-02 03:04:05.678 [ERR] [pjs] File /a.js:',
      `2026-01-02 03:04:05.678 [ERR] [pjs] ${source}:5:  throw new Error("deep");`,
      `2026-01-02 03:04:05.678 [ERR] [pjs]          ${moved}^`,
      '2026-01-02 03:04:05.678 [ERR] [pjs] Backtrace:',
      `2026-01-02 03:04:05.678 [ERR]     In function @${source}:4 at ${source}:5`,
      `2026-01-02 03:04:05.678 [ERR]     In function @${source}:4 at ${source}:7`,
      `2026-01-02 03:04:05.678 [ERR]     In  at ${source}:9`,
    ])
  })

  test('of an error in a promise, whose places stand in one text', context => {
    const log =
      '{ stack: "In function @/a.js:1:1 at line 3 column 5 in /a.js\\nIn  at line 7 column 14 in /a.js\\n" }\n'
    expect(mapped(argv(context), log).toString()).toBe(
      `{ stack: "In function @${source}:4 at ${source}:5\\nIn  at ${source}:9\\n" }\n`,
    )
  })

  test('without a known place stays, byte for byte', context => {
    const log = Buffer.from(
      `ztm hub listens on 127.0.0.1:8888
[ERR] [pjs] Line 3:  of no file
[ERR] [pjs]   ^
[ERR] [pjs] File /other.js:
[ERR] [pjs] Line 3:  of another file
In function @/other.js:1:1 at line 3 column 5 in /other.js
at line 99999999999 column 99999999999 in /a.js, @/a.js:0:0, & \\n \\\\ %s

\xff\xfe no UTF-8
`,
      'latin1',
    )
    expect(mapped(argv(context), log).toString('latin1')).toBe(log.toString('latin1'))
  })

  test('comes out line by line, at once', async context => {
    const [file, ...args] = argv(context)
    const child = spawn(file, args, { env: { ...process.env, LC_ALL: 'C' }, stdio: ['pipe', 'pipe', 'inherit'] })
    onTestFinished(() => void child.kill('SIGKILL'))
    let out = ''
    child.stdout.on('data', chunk => (out += chunk))
    for (const line of ['first', 'second']) {
      child.stdin.write(`${line}\n`)
      await waitFor(() => out.endsWith(`${line}\n`), { what: `the line ${line}` })
    }
    child.stdin.end('third')
    await waitFor(() => out.trimEnd().endsWith('third'), { what: 'the last line, which has no end' })
  })
})
