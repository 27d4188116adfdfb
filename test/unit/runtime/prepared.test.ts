/** Modules that were rewritten when they were built. */
import { expect, test } from 'vitest'
import { checksumOf, readPrepared, writePrepared } from '../../../src/runtime/script/prepared.ts'
import { rewriteModule } from '../../../src/runtime/script/rewrite.ts'

const bundle = Buffer.from("var $peer = 'é'\nconsole.log($peer)\n")

function prepare(source: Buffer): string {
  const prepared = writePrepared(source, rewriteModule(source.toString(), 0))
  if (prepared === undefined) throw new Error('it has imports')
  return prepared
}

test('a prepared file gives what rewriting would give', () => {
  const expected = rewriteModule(bundle.toString(), 0)
  expect(readPrepared(prepare(bundle), bundle)).toEqual({ ...expected, checksum: checksumOf(bundle) })
})

test('a script that was changed after the build has none', () => {
  expect(readPrepared(prepare(bundle), Buffer.from(`${bundle} `))).toBeUndefined()
})

test('a script with imports has none: its modules count their slots after others', () => {
  const source = Buffer.from("import { x } from './x.js'\nconsole.log(x)\n")
  expect(writePrepared(source, rewriteModule(source.toString(), 0))).toBeUndefined()
})
