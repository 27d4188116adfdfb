/**
 * The engine as a program: arguments, exit status, what is printed, signals. The same on Pipy and on our runtime, except
 * where a test says `here`: what ours does differently, and why.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { currentMatrix, engines } from '../harness/engines.ts'
import { freePort } from '../harness/ports.ts'
import { type Child, launch, type Outcome, run } from '../harness/process.ts'
import { createScope, type Scope } from '../harness/scope.ts'
import { dial } from '../harness/tcp.ts'
import { makeTemp } from '../harness/tmp.ts'
import { waitFor } from '../harness/wait.ts'

/** Pipy often does not end by itself: then it is killed, and judged by what it printed. */
const LIMIT_MS = 6_000

const isOurs = currentMatrix() !== 'pipy'
const engine = engines[isOurs ? 'node' : 'pipy']
const here = test.runIf(isOurs)

/** The words that start the engine, without a script. */
const program = engine.command('', []).slice(0, -2)

let scope: Scope
let directory: string
beforeEach(() => {
  scope = createScope()
  directory = makeTemp(scope, 'program')
})
afterEach(() => scope.close())

const echoArguments = `println(pipy.argv.slice(1, 9).join('|'), pipy.name)
var nothing = 0`

/** Runs the engine with these words in a directory where `script.js` is. */
function start(words: string[], script = echoArguments): Promise<Outcome> {
  writeFileSync(join(directory, 'script.js'), script)
  return run({ argv: [...program, ...words], cwd: directory, limit: LIMIT_MS })
}

describe('arguments', () => {
  test.each([
    ['after --', 'script.js -- --join x', '--join|x'],
    ['after --args', 'script.js --args --join x', '--join|x'],
    ['with the script after --args', '--args script.js --join x', '--join|x'],
    ['with the script after an option of its own', '--args --join script.js x', '--join|x'],
    ['that look like those of the engine', 'script.js -- -- --args -v', '--|--args|-v'],
    ['none', 'script.js', ''],
    ['of the engine again', 'script.js -- a --pipy-options --log-level=error', 'a'],
    ['of the engine before', '--threads=1 --log-level=error --reuse-port script.js -- b', 'b'],
  ])('%s', async (_, words, printed) => {
    expect((await start(words.split(' '))).stdout).toBe(`${printed} \n`)
  })

  test('name the process', async () => {
    expect((await start(['--instance-name=of mine', 'script.js'])).stdout).toBe(' of mine\n')
  })

  test.each([
    ['an unknown option', '--bogus=1 script.js', 'unknown option: --bogus'],
    ['an option of the script before --', 'script.js --join x', 'unknown option: --join'],
    ['a second script', 'script.js other.js', 'redundant argument: other.js'],
    ['a log level that there is not', '--log-level=loud script.js', 'unknown log level: loud'],
    ['a log output that there is not', '--log-local=here script.js', 'unknown log output: here'],
    ['a number of threads that is none', '--threads=x script.js', '--threads expects a number'],
    ['no threads', '--threads=0 script.js', 'invalid number of threads'],
    ['nothing to evaluate', '-e', 'missing script to evaluate'],
    ['a missing file', '-f none.js', 'file or directory does not exist: '],
  ])('refused: %s', async (_, words, text) => {
    const outcome = await start(words.split(' '))
    expect(outcome.stderr).toContain(text)
    expect(outcome.stdout).toBe('')
    if (!outcome.late) expect(outcome.code).toBe(255)
  })

  here('refused: what would start a repository, or a name of a script that is not there', async () => {
    for (const words of [[], ['.'], ['none.js'], ['--admin-port=6060', 'script.js']]) {
      expect(await start(words), words.join(' ')).toMatchObject({ code: 255, stdout: '' })
    }
  })
})

describe('what is printed', () => {
  test.each([
    ['a number', '1 + 2', '3\n'],
    ['a text, as it is', '"a\\tb"', 'a\tb'],
    ['null', 'null', 'null\n'],
    ['a list, after a comment', '// one\n[1, "x", new Data("ab")];', '[ 1, "x", Data[ 61 62 ] ]\n'],
    ['undefined too', 'println("said")', 'said\nundefined\n'],
    ['nothing of several statements', 'var a = 1; a', ''],
  ])('for a script that is one expression: %s', async (_, script, printed) => {
    expect((await start(['script.js'], script)).stdout).toBe(printed)
  })

  test.each([
    ['-e', ['-e', '6 * 7'], '42\n'],
    ['without an option', ['6 * 7'], '42\n'],
    ['with arguments', ['pipy.argv[1]', '--args', 'x'], 'x'],
  ])('for an expression on the command line: %s', async (_, words, printed) => {
    expect((await start(words)).stdout).toBe(printed)
  })

  test('for a script from /dev/stdin', async () => {
    writeFileSync(join(directory, 'script.js'), echoArguments)
    const line = `exec ${program.join(' ')} /dev/stdin -- x < script.js`
    const outcome = await run({ argv: ['sh', '-c', line], cwd: directory, limit: LIMIT_MS })
    expect(outcome.stdout).toBe('x \n')
  })

  test('by --log-local=stdout', async () => {
    const outcome = await start(['--log-local=stdout', 'script.js'], 'console.log("logged")\nprintln("printed")')
    expect(outcome.stdout).toMatch(/\[INF\] logged\n(.|\n)*printed\n/)
    expect(outcome.stderr).not.toContain('logged')
  })

  test('by --log-local=null: nothing of the log', async () => {
    const outcome = await start(['--log-local=null', 'script.js'], 'console.error("logged")\nprintln("printed")')
    expect([outcome.stdout, outcome.stderr]).toEqual(['printed\n', ''])
  })

  test('the versions, by -v', async () => {
    expect((await start(['-v'])).stdout).toMatch(/^Version *: \S+\n(.|\n)*OpenSSL *: /)
  })

  test('the options, by --help', async () => {
    const { stdout } = await start(['--help'])
    for (const option of ['--args', '--eval', '--file', '--log-level', '--threads']) expect(stdout).toContain(option)
  })
})

test('a missing module ends the process with 255', async () => {
  const outcome = await start(['script.js'], "import x from './none.js'\nprintln('never')")
  expect(outcome.stdout).toBe('')
  if (!outcome.late) expect(outcome.code).toBe(255)
  expect(outcome.stderr).toContain('./none.js')
})

here('pipy.exit(n) ends with that status, after the rest of the turn', async () => {
  const outcome = await start(['script.js'], 'pipy.exit(7)\nprintln("rest")')
  expect(outcome).toMatchObject({ code: 7, stdout: 'rest\n' })
})

describe('signals', () => {
  /** Listens on a port, answers what it gets after 300 ms, and tells when its exit callback runs. */
  async function serve(): Promise<{ child: Child; port: number }> {
    const port = await freePort()
    const script = `pipy.exit(() => new Timeout(0.1).wait().then(() => println('put away')))
pipy.listen('127.0.0.1:${port}', $ => $.wait(() => new Timeout(0.3).wait()))
println('ready')`
    writeFileSync(join(directory, 'script.js'), script)
    const argv = [...program, join(directory, 'script.js')]
    const child = launch(scope, { name: 'engine', argv, limit: 20_000 })
    await child.waitForOutput('ready')
    return { child, port }
  }

  const refuses = async (port: number) =>
    dial(scope, port).then(
      () => false,
      () => true,
    )

  test('SIGINT stops listening, runs exit callbacks, and lets open connections go on', async () => {
    const { child, port } = await serve()
    const open = await dial(scope, port)
    await open.exchange('before')
    child.signal('SIGINT')
    await waitFor(() => refuses(port), { what: 'the end of listening' })
    await child.waitForOutput('put away')
    expect((await open.exchange('after')).toString()).toBe('after')
    expect(child.exit).toBeNull()
    child.signal('SIGINT')
    await waitFor(() => child.exit || open.socket.closed, { what: 'the end by a second SIGINT' })
  })

  test('SIGHUP ends at once, without callbacks', async () => {
    const { child } = await serve()
    child.signal('SIGHUP')
    expect(await child.exited).toMatchObject({ signal: 'SIGHUP' })
    expect(child.stdout()).not.toContain('put away')
  })

  here('SIGTERM ends soon when nothing is open', async () => {
    const { child } = await serve()
    const begin = performance.now()
    child.signal('SIGTERM')
    expect(await child.exited).toMatchObject({ code: 0, signal: null })
    expect(performance.now() - begin).toBeLessThan(2_000)
    expect(child.stdout()).toContain('put away')
  })

  here('SIGTERM stops listening, but what is in progress is answered', async () => {
    const { child, port } = await serve()
    const open = await dial(scope, port)
    const answer = open.exchange('asked before')
    await waitFor(() => open.socket.bytesWritten > 0, { what: 'the question to go' })
    child.signal('SIGTERM')
    expect((await answer).toString()).toBe('asked before')
    expect(await refuses(port)).toBe(true)
    // The connection stays open, and nobody uses it: it is not waited for.
    expect(await child.exited).toMatchObject({ code: 0, signal: null })
  })

  here('SIGTERM waits no longer than its limit for connections that never rest', async () => {
    const { child, port } = await serve()
    const open = await dial(scope, port)
    const timer = setInterval(() => open.socket.write('.'), 50)
    const begin = performance.now()
    child.signal('SIGTERM')
    expect(await child.exited).toMatchObject({ code: 0, signal: null })
    clearInterval(timer)
    expect(performance.now() - begin).toBeLessThan(9_000)
  })
})
