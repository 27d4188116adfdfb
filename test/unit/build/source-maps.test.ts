/**
 * Positions: an error thrown in compiled code is told at its line of the TypeScript, through whatever lowering did to it.
 *
 * The engine runs as a program, since it is src/runtime/script/stacks.ts that maps.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { originalPositionFor, TraceMap } from '@jridgewell/trace-mapping'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { compile } from '../../../build/compiler.ts'
import { engines, NODE, ROOT } from '../../harness/engines.ts'
import { run } from '../../harness/process.ts'

let folder = ''
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'maps-'))
})
afterAll(() => rmSync(folder, { recursive: true }))

/** Compiles a source; gives the script's path and text and the map. */
async function compiled(name: string, text: string): Promise<{ script: string; code: string; map: TraceMap }> {
  const source = join(folder, `${name}.ts`)
  const script = join(folder, `${name}.js`)
  writeFileSync(source, text)
  const { code, map } = await compile(source, `${name}.js`)
  writeFileSync(script, code)
  writeFileSync(`${script}.map`, map)
  return { script, code, map: new TraceMap(map) }
}

/** Every line that says BOOM must be the place of an error; each stands in another construct. */
const throwing = `const fail = (): never => {
  throw new Error('BOOM here')
}
const attempt = (work: () => unknown): void => {
  new Timeout(0.001).wait().then(() => void work())
}
attempt(() => {
  for (const item of [1, 2]) {
    if (item === 1) continue
    throw new Error('BOOM in loop')
  }
})
attempt(() => {
  for (let i = 0; i < 3; i++) {
    attempt(() => i)
    if (i === 1) throw new Error('BOOM in turn')
  }
})
attempt(() => {
  switch ('a' + 'b') {
    case 'ab':
      throw new Error('BOOM in switch')
  }
})
attempt(() => {
  try {
    println('try')
  } finally {
    throw new Error('BOOM in finally')
  }
})
attempt(async () => {
  const waited = await Promise.resolve(1)
  if (waited === 1) {
    throw new Error('BOOM after await')
  }
})
attempt(({ n = fail() }: { n?: number } = {}) => n)
attempt(() => (undefined as { a: number } | undefined)?.a ?? fail())
attempt(() => [3].map(n => {
  const text = \`\${n}\`
  throw new Error('BOOM in callback ' + text)
}))
`

describe('on this engine', () => {
  test('an uncaught error names file and line of the TypeScript', async () => {
    const { script } = await compiled('throwing', throwing)
    const argv = [NODE, join(ROOT, 'src/runtime/main.ts'), script]
    const { stderr } = await run({ argv, cwd: ROOT, limit: 10_000 })
    const file = relative(process.cwd(), join(folder, 'throwing.ts'))
    let found = 0
    for (const [index, line] of throwing.split('\n').entries()) {
      const message = /'(BOOM[\w ]*?) ?'/.exec(line)?.[1]
      if (!message) continue
      const place = new RegExp(`Error: ${message}[^\\n]*\\n\\s+at [^\\n]*${file.replaceAll('.', '\\.')}:${index + 1}:`)
      expect(stderr, message).toMatch(place)
      found++
    }
    expect(found).toBe(7)
  })

  test('the bundled engine keeps the lines of scripts beside it', async () => {
    const { script } = await compiled('beside', "throw new Error('BOOM at the top')\n")
    const { stderr } = await run({ argv: engines.node.command(script, []), cwd: ROOT, limit: 10_000 })
    expect(stderr).toContain(`${relative(process.cwd(), join(folder, 'beside.ts'))}:1:`)
  })
})

describe('the map', () => {
  test('leads from every call of the script to the line where it is called', async () => {
    const text = Array.from({ length: 20 }, (_, i) => `const r${i} = [${i}].map(n => mark${i}(n))?.at(-1)`).join('\n')
    const declared = `${text}\nprintln(${Array.from({ length: 20 }, (_, i) => `r${i}`).join(', ')})\n`
    const { code, map } = await compiled('calls', declared)
    const seen: number[] = []
    code.split('\n').forEach((line, index) => {
      for (const match of line.matchAll(/\bmark(\d+)\(/g)) {
        const origin = originalPositionFor(map, { line: index + 1, column: match.index })
        expect(origin.source).toBe(relative(process.cwd(), join(folder, 'calls.ts')))
        expect(origin.line).toBe(Number(match[1]) + 1)
        seen.push(Number(match[1]))
      }
    })
    expect(seen.length).toBe(20)
  })

  test('has no position for the helpers of the prelude', async () => {
    const { code, map } = await compiled('helpers', 'println([1, 2].at(-1), [1].slice(-1).join())\n')
    const own = code.split('\n').findIndex(line => line.startsWith('println'))
    expect(own).toBeGreaterThan(0)
    for (let line = 1; line <= own; line++) {
      expect(originalPositionFor(map, { line, column: 4 }).source).toBeNull()
    }
    expect(originalPositionFor(map, { line: own + 1, column: 0 }).line).toBe(1)
  })
})
