/**
 * Logs through the launchers: errors name lines of the TypeScript, nothing else changes, and nothing stays behind.
 *
 * Runs a small script in the place of a bundle, beside copies of the launchers. How positions are looked up in Pipy's log
 * is tested in unit/build/line-table.test.ts; our own engine does it itself.
 */
import { spawn } from 'node:child_process'
import { copyFileSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { compile } from '../../build/compiler.ts'
import { lineTable } from '../../build/line-table.ts'
import { currentMatrix, dist, engines, findProgram, NODE, ROOT } from '../harness/engines.ts'
import { launch, run } from '../harness/process.ts'
import { forget, killGroup, watchOver } from '../harness/reaper.ts'
import { createScope, type Scope } from '../harness/scope.ts'
import { makeTemp } from '../harness/tmp.ts'
import { waitFor } from '../harness/wait.ts'
import { launcherEnv } from '../harness/ztm.ts'

const matrix = currentMatrix()
const engine = engines[matrix === 'mixed' ? 'node' : matrix]

const script = `const nothing = undefined as never as { value: number }
function inner(): number {
  return nothing.value
}
const after = (seconds: number, work: () => void) => new Timeout(seconds).wait().then(work)
if (pipy.argv[1] === 'stay') {
  after(600, () => undefined)
  println('ready')
} else {
  after(0.01, () => {
    println('stdout')
    inner()
  })
  pipy.read('-', $ => $.handleData(data => { if (data.size > 0) println('stdin', data.toString()) }))
  after(0.2, () => console.error('last line'))
  // Later: Pipy writes its log by and by.
  after(0.4, () => {
    os.write(os.env.ZTM_RESULT_FILE ?? '', '7\\nerror: words\\n')
    os.kill(pipy.pid, 9)
  })
}
async function later(): Promise<void> {
  await after(0.02, () => undefined)
  inner() // behind an await
}
later()
pipeline($ =>
  $.onStart(() => after(0.03, () => undefined).then(() => new Data('x'))).handleData(() => {
    inner() // in a filter
  }),
).spawn()
`

/** The line of the script where a text is. */
const lineOf = (text: string): number => script.slice(0, script.indexOf(text)).split('\n').length

const failing = `println('before')
type Nothing = { value: number }
const nothing = null as never as Nothing
println(nothing.value)
`

interface Place {
  dir: string
  source: string
  env: Record<string, string | undefined>
}

/** A folder like dist/, with one script in it. */
async function makePlace(scope: Scope, text: string): Promise<Place> {
  const dir = makeTemp(scope, 'log')
  const launchers = join(ROOT, 'build/launcher')
  for (const name of readdirSync(launchers)) copyFileSync(join(launchers, name), join(dir, name))
  // The engine is found beside what this leads to.
  rmSync(join(dir, 'pipy-node'), { force: true })
  symlinkSync(dist('pipy-node'), join(dir, 'pipy-node'))
  const source = join(dir, 'a.ts')
  writeFileSync(source, text)
  const { code, map } = await compile(source, 'ztm.js')
  writeFileSync(join(dir, 'ztm.js'), code)
  writeFileSync(join(dir, 'ztm.js.map'), map)
  writeFileSync(join(dir, 'ztm.js.lines'), lineTable(map))
  const temporary = join(dir, 'tmp')
  mkdirSync(temporary)
  return {
    dir,
    source: relative(ROOT, source),
    env: { ...launcherEnv(engine), ZTM_NODE: NODE, TMPDIR: temporary },
  }
}

function createPlace(text: string): Promise<Place> {
  const scope = createScope()
  onTestFinished(() => scope.close())
  return makePlace(scope, text)
}

const launchers: Record<string, (place: Place) => string[]> = {
  ztm: ({ dir }) => ['/bin/sh', join(dir, 'ztm')],
  'ztm.mjs': ({ dir }) => [NODE, join(dir, 'ztm.mjs')],
}

describe.each(Object.entries(launchers))(`%s on ${engine.name}`, (_, launcher) => {
  test('an error of a callback is told at its line; stdin, stdout, words and status are as ever', async () => {
    const place = await createPlace(script)
    const { code, stdout, stderr } = await run({ argv: launcher(place), env: place.env, input: 'given' })
    expect(code, stderr).toBe(7)
    expect(stdout).toContain('stdout\n')
    expect(stdout).toContain('stdin given\n')
    expect(stderr).toMatch(new RegExp(`${place.source}:3\\b`))
    expect(stderr).toMatch(new RegExp(`${place.source}:12\\b`))
    for (const text of ['// behind an await', '// in a filter'])
      expect(stderr).toMatch(new RegExp(`${place.source}:${lineOf(text)}\\b`))
    expect(stderr).toMatch(/last line\nerror: words\n$/)
    expect(readdirSync(join(place.dir, 'tmp'))).toEqual([])
  })

  test('an error that ends the script is told at its line', async () => {
    const scope = createScope()
    onTestFinished(() => scope.close())
    const place = await makePlace(scope, failing)
    // Pipy does not always end by itself.
    const child = launch(scope, { name: 'the script', argv: launcher(place), env: place.env })
    await waitFor(() => child.stderr().includes(`${place.source}:4`), { what: 'the error', detail: child.tail })
    expect(child.stdout()).toBe('before\n')
  })

  test.each(['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGKILL'] as const)('%s leaves no process behind', async signal => {
    const place = await createPlace(script)
    const [file = '', ...args] = [...launcher(place), 'stay']
    // Not by the harness, which kills what a launcher leaves behind.
    const child = spawn(file, args, { env: { ...process.env, ...place.env }, detached: true, stdio: 'pipe' })
    const pid = child.pid ?? 0
    watchOver(pid)
    onTestFinished(() => {
      killGroup(pid)
      forget(pid)
    })
    let out = ''
    child.stdout.on('data', chunk => (out += chunk))
    await waitFor(() => out.includes('ready'), { what: 'the script to be ready' })
    process.kill(pid, signal)
    await waitFor(() => !hasMembers(pid), { what: 'the end of all processes of the group' })
    expect(readdirSync(join(place.dir, 'tmp'))).toEqual([])
  })

  test.runIf(matrix === 'pipy')('without a line table the log is as Pipy prints it', async () => {
    const place = await createPlace(script)
    rmSync(join(place.dir, 'ztm.js.lines'))
    const { code, stderr } = await run({ argv: launcher(place), env: place.env })
    expect(code).toBe(7)
    expect(stderr).toMatch(/at line \d+ column \d+ in \/ztm\.js/)
    expect(stderr).toMatch(/last line\nerror: words\n$/)
  })
})

/** True while there is a process in a group. */
function hasMembers(group: number): boolean {
  try {
    process.kill(-group, 0)
    return true
  } catch {
    return false
  }
}

describe.runIf(matrix === 'pipy')('ztm on pipy, with another awk', () => {
  /** Runs the script where `awk` on the PATH is another. */
  async function runWithAwk(make: (path: string) => void) {
    const place = await createPlace(script)
    const bin = join(place.dir, 'bin')
    mkdirSync(bin)
    make(join(bin, 'awk'))
    const env = { ...place.env, PATH: `${bin}:${process.env.PATH}` }
    return { place, ...(await run({ argv: ['/bin/sh', join(place.dir, 'ztm')], env })) }
  }

  for (const name of ['mawk', 'gawk', 'busybox']) {
    test(name, async context => {
      const path = findProgram(name)
      context.skip(!path, `apt-get install ${name}`)
      const { place, code, stderr } = await runWithAwk(to => symlinkSync(path ?? '', to))
      expect(code).toBe(7)
      expect(stderr).toContain(`${place.source}:3`)
      expect(stderr).toMatch(/last line\nerror: words\n$/)
    })
  }

  test('one that does not work loses nothing', async () => {
    const { code, stderr } = await runWithAwk(to => writeFileSync(to, '#!/bin/sh\nexit 1\n', { mode: 0o755 }))
    expect(code).toBe(7)
    expect(stderr).toMatch(/at line \d+ column \d+ in \/ztm\.js/)
    expect(stderr).toMatch(/last line\nerror: words\n$/)
  })
})
