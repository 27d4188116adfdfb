/** Modules that were rewritten when they were built. */
import { expect, test } from 'vitest'
import { readPrepared, writePrepared } from '../../../src/runtime/script/prepared.ts'
import { rewriteModule } from '../../../src/runtime/script/rewrite.ts'

const bundle = Buffer.from("var $peer = 'é'\nconsole.log($peer)\n")

function prepare(source: Buffer): Buffer {
  const prepared = writePrepared(source, rewriteModule(source.toString(), 0))
  if (prepared === undefined) throw new Error('it has imports')
  return Buffer.from(prepared)
}

test('a prepared file gives what rewriting would give', () => {
  const expected = rewriteModule(bundle.toString(), 0)
  expect(readPrepared(prepare(bundle), bundle)).toEqual({ ...expected, build: expect.stringMatching(/^[0-9a-f]{64}$/) })
})

test('a script that was changed after the build has none', () => {
  expect(readPrepared(prepare(bundle), Buffer.from(`${bundle} `))).toBeUndefined()
})

test('a script with imports has none: its modules count their slots after others', () => {
  const source = Buffer.from("import { x } from './x.js'\nconsole.log(x)\n")
  expect(writePrepared(source, rewriteModule(source.toString(), 0))).toBeUndefined()
})

test('the same script that is rewritten in another way is another build', () => {
  const rewritten = rewriteModule(bundle.toString(), 0)
  const builds = [rewritten, { ...rewritten, code: `${rewritten.code} ` }].map(result => {
    const prepared = writePrepared(bundle, result)
    return prepared && readPrepared(Buffer.from(prepared), bundle)?.build
  })
  expect(new Set(builds).size).toBe(2)
})
