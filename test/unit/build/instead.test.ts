/**
 * Modules that stand in for others in a bundle.
 */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { compile } from '../../../build/compiler.ts'

function files(texts: Record<string, string>): (name: string) => string {
  const folder = mkdtempSync(join(tmpdir(), 'ztm-instead-'))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  for (const [name, text] of Object.entries(texts)) writeFileSync(join(folder, name), text)
  return name => join(folder, name)
}

test('one stands in for another for all that import it, and has the real one itself', async () => {
  const path = files({
    'main.ts': "import { word } from './word.ts'\nprintln(word())\n",
    'word.ts': "export const word = () => 'true'\n",
    'lie.ts': "import { word as real } from './word.ts'\nexport const word = () => real() + ' not'\n",
  })
  const { code } = await compile(path('main.ts'), 'main.js', new Map([[path('word.ts'), path('lie.ts')]]))
  expect(code).toContain('" not"')
  expect(code).toContain('"true"')
  expect((await compile(path('main.ts'), 'main.js')).code).not.toContain('" not"')
})

test('one that stands in for what nobody imports is an error', async () => {
  const path = files({ 'main.ts': 'println(1)\n', 'lie.ts': 'export const word = 1\n' })
  const standIns = new Map([[path('word.ts'), path('lie.ts')]])
  await expect(compile(path('main.ts'), 'main.js', standIns)).rejects.toThrow('word.ts')
})
