/** Where the engine on Node keeps compiled code between runs: with the user, and with nobody else. */
import { chownSync, existsSync, mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { currentMatrix, engines } from '../harness/engines.ts'
import { runOk } from '../harness/process.ts'
import { createScope, type Scope } from '../harness/scope.ts'
import { makeTemp } from '../harness/tmp.ts'

let scope: Scope
let home: string
beforeEach(() => {
  scope = createScope()
  home = makeTemp(scope, 'home')
})
afterEach(() => scope.close())

// Pipy compiles nothing.
const onNode = test.runIf(currentMatrix() === 'node')

/** Runs an expression in a process with such a home. */
const start = (env: Record<string, string | undefined>) =>
  runOk({
    name: 'pipy-node',
    argv: engines.node.command('1 + 1', []),
    cwd: home,
    env: { HOME: home, XDG_CACHE_HOME: undefined, ...env },
  })

onNode('it is in the cache directory of the home', async () => {
  await start({})
  expect(existsSync(join(home, '.cache/ztm'))).toBe(true)
})

onNode('or where XDG_CACHE_HOME says', async () => {
  const other = join(home, 'other')
  mkdirSync(other)
  await start({ XDG_CACHE_HOME: other })
  expect(existsSync(join(other, 'ztm'))).toBe(true)
  expect(existsSync(join(home, '.cache'))).toBe(false)
})

onNode('nothing is read from or written into a home of somebody else, who could have put code there', async context => {
  context.skip(process.getuid?.() !== 0, 'only root can give a directory to somebody')
  chownSync(home, 12345, 12345)
  await start({})
  expect(existsSync(join(home, '.cache'))).toBe(false)
})
