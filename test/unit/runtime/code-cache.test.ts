/** What V8 compiled of a bundle is kept, used again, and never trusted blindly: by runs of the engine as a program. */
import { chmodSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { writePrepared } from '../../../src/runtime/script/prepared.ts'
import { rewriteModule } from '../../../src/runtime/script/rewrite.ts'
import { NODE, ROOT } from '../../harness/engines.ts'
import { type Outcome, run } from '../../harness/process.ts'
import { createScope, type Scope } from '../../harness/scope.ts'
import { makeTemp } from '../../harness/tmp.ts'

const LIMIT_MS = 10_000

let scope: Scope
let directory: string
let cache: string
beforeEach(() => {
  scope = createScope()
  directory = makeTemp(scope, 'code-cache')
  cache = join(directory, 'cache')
  mkdirSync(cache)
})
afterEach(() => scope.close())

/** More than one expression: those are not prepared. */
const printing = (word: string) => `var $word = '${word}'\nprintln($word)`

const script = () => join(directory, 'bundle.js')

function writeBundle(source: string): void {
  writeFileSync(script(), source)
  writeFileSync(`${script()}.prepared`, writePrepared(Buffer.from(source), rewriteModule(source, 0)) as Uint8Array)
}

function start(): Promise<Outcome> {
  const argv = [NODE, join(ROOT, 'src/runtime/main.ts'), script()]
  return run({ argv, cwd: directory, env: { NODE_COMPILE_CACHE: cache }, limit: LIMIT_MS })
}

/** The files of bundles in the cache; those of Node are named by a number alone. */
function kept(): string[] {
  const files = readdirSync(cache, { recursive: true, encoding: 'utf8' })
  return files.filter(name => name.includes('bundle.js')).map(name => join(cache, name))
}

test('it is kept by the first run and used by the next', async () => {
  writeBundle(printing('first'))
  expect(await start()).toMatchObject({ code: 0, stdout: 'first\n' })
  const [file = ''] = kept()
  const { ino } = statSync(file)
  expect(await start()).toMatchObject({ code: 0, stdout: 'first\n' })
  expect(kept()).toEqual([file])
  expect(statSync(file).ino, 'not written again').toBe(ino)
})

test('another build of the bundle replaces it', async () => {
  writeBundle(printing('first'))
  await start()
  const before = kept().map(file => readFileSync(file, 'hex'))
  writeBundle(printing('other'))
  expect(await start()).toMatchObject({ code: 0, stdout: 'other\n' })
  expect(kept()).toHaveLength(1)
  expect(kept().map(file => readFileSync(file, 'hex'))).not.toEqual(before)
})

test('what was cut off is not used, and made again', async () => {
  writeBundle(printing('first'))
  await start()
  const [file = ''] = kept()
  const bytes = readFileSync(file)
  for (const length of [0, 3, 64, 200, bytes.length - 1]) {
    writeFileSync(file, bytes.subarray(0, length))
    expect(await start()).toMatchObject({ code: 0, stdout: 'first\n', stderr: '' })
    expect(statSync(file).size).toBeGreaterThan(length)
  }
})

test('without a place for it all works the same', async () => {
  writeBundle(printing('first'))
  await start()
  const [file = ''] = kept()
  chmodSync(file, 0o000)
  writeFileSync(join(directory, 'file'), '')
  cache = join(directory, 'file')
  expect(await start()).toMatchObject({ code: 0, stdout: 'first\n' })
})

test('errors are where the bundle has them, on its first line and later, compiled or kept', async () => {
  writeBundle("var $x = 1; var f = () => { throw new Error('here') }\nf()")
  const outcomes = [await start(), await start()]
  for (const { stderr } of outcomes) {
    expect(stderr).toContain(`at f (${script()}:1:`)
    expect(stderr).toContain(`${script()}:2:1`)
  }
  const placesOf = ({ stderr }: Outcome) => stderr.match(/bundle\.js:\d+:\d+/g)
  expect(placesOf(outcomes[1] as Outcome)).toEqual(placesOf(outcomes[0] as Outcome))
})
