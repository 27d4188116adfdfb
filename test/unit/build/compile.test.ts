/** `npm run compile`: one file in, a script and its map out, an exit status that tells. */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, relative } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { NODE, ROOT } from '../../harness/engines.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'compile-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const file = (name: string): string => join(folder, name)

function compile(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  return spawnSync(NODE, ['build/compile.ts', ...args], { cwd: ROOT, encoding: 'utf8', timeout: 15_000 })
}

test('the script of package.json is this program', () => {
  const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'))
  expect(scripts.compile).toBe('node build/compile.ts')
})

test('writes the script and, beside it, the map that names the source', () => {
  writeFileSync(file('a.ts'), "export const twice = (n: number): number => n * 2\nprintln('result', twice(21))\n")
  const { status, stdout, stderr } = compile(file('a.ts'), '-o', file('a.js'))
  expect({ status, stdout, stderr }).toEqual({ status: 0, stdout: '', stderr: '' })
  expect(readFileSync(file('a.js'), 'utf8')).toBe('var twice = n => n * 2;\nprintln("result", twice(21));\n')
  const map = JSON.parse(readFileSync(file('a.js.map'), 'utf8'))
  expect(map).toMatchObject({ version: 3, file: 'a.js', sources: [relative(ROOT, file('a.ts'))] })
  expect(map.sourcesContent).toEqual([readFileSync(file('a.ts'), 'utf8')])
})

test('puts imported files into the same script, without what nobody calls', () => {
  writeFileSync(file('part.ts'), "export const used = () => 'used'\nexport const unused = () => 'unused'\n")
  writeFileSync(file('b.ts'), "import { used } from './part.ts'\nprintln(used())\n")
  const { status } = compile(file('b.ts'), '-o', file('b.js'))
  expect(status).toBe(0)
  expect(readFileSync(file('b.js'), 'utf8')).toBe('var used = () => "used";\nprintln(used());\n')
})

test('prints the script without -o', () => {
  writeFileSync(file('c.ts'), 'const n: number = 1\nprintln(n)\n')
  const { status, stdout } = compile(file('c.ts'))
  expect(status).toBe(0)
  expect(stdout).toBe('var n = 1;\nprintln(n);\n')
})

test('ends with 1, writes nothing and says where and what instead when the source is refused', () => {
  writeFileSync(file('d.ts'), 'println(1)\nexport class A {}\n')
  const { status, stdout, stderr } = compile(file('d.ts'), '-o', file('d.js'))
  expect({ status, stdout }).toEqual({ status: 1, stdout: '' })
  expect(stderr).toBe(
    `${relative(ROOT, file('d.ts'))}:2:8: class: does not exist\n  hint: Write a factory: a function that returns an object literal.\n`,
  )
  expect(existsSync(file('d.js'))).toBe(false)
})

test.each([[[]], [['a.ts', 'b.ts']]])('ends with 2 and the usage for the arguments %j', args => {
  const { status, stdout, stderr } = compile(...args)
  expect({ status, stdout }).toEqual({ status: 2, stdout: '' })
  expect(stderr).toBe('usage: npm run -s compile -- file.ts [-o out.js]\n')
})
