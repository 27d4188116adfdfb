/** The engine as a program: its log, its exit status, what scripts see of Node, and how errors of scripts are told. */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { NODE, ROOT } from '../../harness/engines.ts'
import { type Outcome, run } from '../../harness/process.ts'
import { createScope, type Scope } from '../../harness/scope.ts'
import { makeTemp } from '../../harness/tmp.ts'

const LIMIT_MS = 10_000
const main = join(ROOT, 'src/runtime/main.ts')

let scope: Scope
let directory: string
beforeEach(() => {
  scope = createScope()
  directory = makeTemp(scope, 'program')
})
afterEach(() => scope.close())

function runScript(source: string, options: string[] = []): Promise<Outcome> {
  writeFileSync(join(directory, 'script.js'), source)
  return run({ argv: [NODE, main, ...options, 'script.js'], cwd: directory, limit: LIMIT_MS })
}

/** Lines of the log without their times. */
const logOf = ({ stderr }: Outcome) => stderr.replace(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} /gm, '').trimEnd()

describe('the log', () => {
  const source = `
    console.debug('d', 1); console.warn('w'); console.info('i', [1, 'x'], null); console.log('l', { a: true })
    console.error('e', new Data('hi'))`

  test('hides debug and warn by default', async () => {
    expect(logOf(await runScript(source))).toBe('[INF] i [ 1, "x" ] null\n[INF] l { "a": true }\n[ERR] e Data[ 68 69 ]')
  })

  test('shows all with --log-level=debug', async () => {
    const outcome = await runScript(source, ['--log-level=debug'])
    expect(logOf(outcome).split('\n').slice(0, 2)).toEqual(['[DBG] d 1', '[WRN] w'])
  })

  test('refuses a level that there is not', async () => {
    const outcome = await runScript(source, ['--log-level=loud'])
    expect(outcome).toMatchObject({ code: 255, stderr: 'unknown log level: loud\n' })
  })
})

describe('errors of scripts', () => {
  test('are logged with lines of scripts only, and end nothing', async () => {
    const outcome = await runScript(`
      new Timeout(0).wait().then(() => println('alive'))
      var fail = () => { throw new Error('from the script') }
      new Timeout(0).wait().then(() => fail())
      fail()`)
    expect(outcome).toMatchObject({ code: 0, stdout: 'alive\n' })
    const script = join(directory, 'script.js')
    const log = logOf(outcome)
    expect(log.match(/\[ERR\] Error: from the script/g)).toHaveLength(2)
    expect(log).toContain(`at fail (${script}:3:`)
    for (const line of log.split('\n').filter(text => text.startsWith('    at '))) expect(line).toContain(script)
  })

  test('that are no errors are dumped', async () => {
    const outcome = await runScript(`Promise.reject('a text'); Promise.reject(new Timeout(0)); println('on')`)
    expect(logOf(outcome)).toBe('[ERR] Uncaught: "a text"\n[ERR] Uncaught: {  }')
  })

  test('a missing module ends the process', async () => {
    const outcome = await runScript(`import x from './none.js'; println('never')`)
    expect(outcome).toMatchObject({ code: 255, stdout: '' })
    expect(outcome.stderr).toContain('./none.js')
  })
})

test('scripts see the language and the globals of the engine, and nothing of Node', async () => {
  const theirs =
    'Object Array Boolean Number String Error Math Date Map Set RegExp JSON Promise Int IP IPMask Netmask DNS Data Message os sqlite console algo stats logging pipy pipeline println'
  const hidden =
    'require module exports Buffer global globalThis setTimeout setImmediate queueMicrotask structuredClone TextEncoder Uint8Array Symbol Proxy WeakMap BigInt performance Function __dirname __filename'
  const absentOf = (names: string) =>
    `println([${names.split(' ').map(name => `typeof ${name} === 'undefined' ? '${name}' : ''`)}].join(' ').trim())`
  const outcome = await runScript(`
    ${absentOf(theirs)}
    ${absentOf(hidden)}
    var process = 'a name of Node'; function fetch() { return 'is free' } println(process, fetch())
    JSON.parse = null
    println(JSON.encode({ a: 1 }).toString(), JSON.decode(new Data('[1]')))`)
  expect(outcome.stdout.split('\n')).toEqual(['', hidden, 'a name of Node is free', '{"a":1} [ 1 ]', ''])
})
