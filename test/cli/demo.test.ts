/**
 * The demo, as `make demo` runs it: it proves what it says, tells how it failed, and leaves nothing behind.
 *
 * Runs the program itself, with a small transfer. What it looks like on a terminal is for eyes, not for tests.
 */
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { currentMatrix, NODE, ROOT } from '../harness/engines.ts'
import { type Child, launch } from '../harness/process.ts'
import { createScope } from '../harness/scope.ts'
import { waitFor, within } from '../harness/wait.ts'

/** A whole demo with a small transfer takes seconds; this is for a loaded machine. */
const DEMO_MS = 90_000

const matrix = currentMatrix()

/** Starts the demo with a dist/ that is already there: other tests run on it. */
function startDemo(env: Record<string, string>): Child {
  const scope = createScope()
  onTestFinished(() => scope.close())
  const settings = { ENGINE: matrix, DEMO_MB: '4', ONCE: '1', KEEP: undefined, ZTM_BUILT: '1', ...env }
  return launch(scope, { name: 'demo', argv: [NODE, join(ROOT, 'test/demo/main.ts')], env: settings, limit: DEMO_MS })
}

const ended = (demo: Child) =>
  within(demo.exited, { what: 'the end of the demo', deadline: DEMO_MS, detail: demo.tail })

/** Its temporary directory, which its first line names. */
const directoryOf = (demo: Child): string => /\S+ztm-demo-\w+/.exec(demo.stdout())?.[0] ?? ''

test('the demo proves what it says, once, and removes all that it made', async () => {
  const demo = startDemo({})
  expect(await ended(demo), demo.tail()).toMatchObject({ code: 0 })
  const text = demo.stdout()
  const titles = [...text.matchAll(/^ok {4}\s*[\d.]+ s {2}(\S+(?: \S+)*)/gm)].map(([, title = '']) => title)
  expect(titles.length).toBeGreaterThan(10)
  expect(text).not.toContain('FAIL')
  expect(text).toMatch(/files of B came out of A's port with the SHA-256 of the originals/)
  expect(text).toMatch(/that it relayed are \d+ TLS records; none of the page's \d+ pieces is in there/)
  expect(text).toMatch(/ms for 64 bytes there and back by splice/)
  expect(text).toMatch(/4\.0 MB bit for bit at \d+ MB\/s/)
  expect(text).toMatch(/^ {2}SHA-256 {5}[0-9a-f]{64} /m)
  expect(text).toMatch(/^Open in a browser: {2}http:\/\/127\.0\.0\.1:\d+\/$/m)
  expect(text).toMatch(/^ {4}export ZTM_DATA=\S+\/laptop /m)
  expect(text, 'no colour where there is no terminal').not.toContain('\x1b')
  expect(demo.stderr()).toBe('')
  expect(directoryOf(demo)).not.toBe('')
  expect(existsSync(directoryOf(demo))).toBe(false)
})

test('a step that fails ends the demo with status 1, a hint and the last lines of the roles', async () => {
  const demo = startDemo({ ENGINE: 'pipy', PIPY: '/bin/false' })
  expect(await ended(demo)).toMatchObject({ code: 1 })
  expect(demo.stdout()).toMatch(/^FAIL {3,}[\d.]+ s {2}CA/m)
  expect(demo.stderr()).toMatch(/^--- ca \(pid \d+\): ended, code 1/m)
  expect(demo.stderr()).toMatch(/^error: CA: .+/m)
  expect(demo.stderr()).toMatch(/\nhint: .+\n$/)
  expect(existsSync(directoryOf(demo))).toBe(false)
})

test('an engine that there is not is refused with what there is', async () => {
  const demo = startDemo({ ENGINE: 'deno' })
  expect(await ended(demo)).toMatchObject({ code: 1 })
  expect(demo.stderr()).toBe('error: ENGINE=deno is no engine\nhint: node, pipy or mixed\n')
})

test('Ctrl-C in the middle stops every process and removes the directory', async () => {
  const demo = startDemo({ ONCE: '' })
  await demo.waitForOutput(/^ok .* hub /m)
  const directory = directoryOf(demo)
  expect(existsSync(join(directory, 'hub'))).toBe(true)
  demo.signal('SIGINT')
  expect(await ended(demo)).toMatchObject({ code: 130 })
  expect(demo.stdout()).toContain('SIGINT: everything is being stopped')
  expect(demo.stdout()).not.toContain('FAIL')
  await waitFor(() => !existsSync(directory), { what: 'the directory to be removed' })
})
