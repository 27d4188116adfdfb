/**
 * When things go wrong: a script throws, the system has no more sockets or disk, a peer is broken. Each is contained where
 * it happens, told of, and the process goes on serving. On both engines, but where a test says `ours`: then with the reason.
 * What else goes wrong and ends the same on both is in cases/failures, os/full-disk and sqlite/full.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { compile } from '../../build/compiler.ts'
import { currentMatrix, engines } from '../harness/engines.ts'
import { freePort, freePortRange } from '../harness/ports.ts'
import { type Child, launch } from '../harness/process.ts'
import { createScope, type Scope } from '../harness/scope.ts'
import { type Client, dial, startServer } from '../harness/tcp.ts'
import { makeTemp } from '../harness/tmp.ts'
import { waitFor, within } from '../harness/wait.ts'
import { compileCase, listCases } from './cases.ts'

const LIMIT_MS = 25_000

let scope: Scope
let directory: string
beforeEach(() => {
  scope = createScope()
  directory = makeTemp(scope, 'failures')
})
afterEach(() => scope.close())

interface Start {
  env?: Record<string, string>
  /** What the shell limits first: `ulimit -n 40`. */
  limit?: string
}

const isOurs = currentMatrix() !== 'pipy'
const engine = engines[isOurs ? 'node' : 'pipy']
const ours = test.runIf(isOurs)

/** Runs a script file. */
function start(script: string, { env, limit = 'true' }: Start = {}): Child {
  const command = engine.command(script, []).join(' ')
  return launch(scope, {
    name: script,
    argv: ['sh', '-c', `${limit}; exec ${command}`],
    cwd: directory,
    env,
    limit: LIMIT_MS,
  })
}

function write(text: string): string {
  const script = join(directory, 'script.js')
  writeFileSync(script, text)
  return script
}

describe('a script that throws', () => {
  // On Pipy the launcher looks lines up: test/cli/log.test.ts.
  ours('is told of with file and line of its TypeScript, in each kind of callback', async () => {
    const one = listCases().find(({ name }) => name === 'failures/callbacks')
    if (!one) throw new Error('the case is gone')
    const child = start(await compileCase(one), { env: { ZTM_TEST_PORT: String(await freePortRange()) } })
    await child.waitForOutput('alive\n')
    const names = child.stdout().trim().split('\n').slice(0, -1)
    const silent = names
      .map(line => line.replace(/ \w+$/, ''))
      // The script takes this one itself.
      .filter(name => name !== 'a timer')
      .filter(name => !child.stderr().includes(`Error: thrown in ${name}\n    at `))
    expect(silent).toEqual([])
    for (const line of child
      .stderr()
      .split('\n')
      .filter(text => text.startsWith('    at '))) {
      expect(line).toContain('test/engine/cases/failures/callbacks.ts:')
    }
    expect(child.exit).toBeNull()
  })

  test('is told of with file and line, in a promise that nobody waits for, too', async () => {
    const source = join(directory, 'thrown.ts')
    const lines = [
      'const fail = (): never => {',
      "  throw new Error('thrown later')",
      '}',
      'new Timeout(0).wait().then(() => fail())',
      'new Timeout(0).wait().then(async () => {',
      '  await new Timeout(0).wait()',
      "  throw new Error('thrown after a wait')",
      '})',
    ]
    writeFileSync(source, lines.join('\n'))
    const { code, map } = await compile(source, 'script.js')
    writeFileSync(join(directory, 'script.js.map'), map)
    const child = start(write(code))
    const told = (message: string) => child.stderr().slice(child.stderr().indexOf(message))
    await waitFor(() => /thrown\.ts:2:\d/.test(told('thrown later')), { what: 'the first', detail: child.stderr })
    await waitFor(() => /thrown\.ts:7:\d/.test(told('thrown after a wait')), {
      what: 'the other',
      detail: child.stderr,
    })
  })
})

describe('too few files', () => {
  /** Descriptors: what Node needs to start, and some connections. */
  const FEW = 'ulimit -n 64'

  test('connections beyond the limit are refused or wait, and are served when others have gone', async () => {
    const port = await freePort()
    const child = start(write(`pipy.listen('127.0.0.1:${port}', $ => $.replaceData(data => data))\nprintln('ready')`), {
      limit: FEW,
    })
    await child.waitForOutput('ready')
    const clients: Client[] = []
    for (let i = 0; i < 80; i++) clients.push(await dial(scope, port))
    // On Pipy they stay in the kernel.
    if (isOurs)
      await waitFor(() => clients.some(client => client.socket.closed), { what: 'a connection that is refused' })
    const served = clients.find(client => !client.socket.closed)
    expect((await served?.exchange('still here'))?.toString()).toBe('still here')
    for (const client of clients) client.socket.destroy()
    await waitFor(async () => (await (await dial(scope, port)).exchange('again')).toString() === 'again', {
      what: 'to be served again',
    })
    expect(child.exit).toBeNull()
  })

  test('outgoing connections fail, and are tried again by who wants that', async () => {
    const { address } = await startServer(scope, socket => socket.pipe(socket))
    const script = `
var ends = 0, errors = 0, open = []
for (var i = 0; i < 80; i = i + 1) pipeline($ => $
  .onStart(() => new Timeout(0.1).wait().then(() => new Data('hi')))
  .connect('${address}', { onState: outbound => { if (outbound.state === 'connected') open.push(outbound) } })
  .handleStreamEnd(end => { ends = ends + 1; if (end.error) errors = errors + 1 })
).spawn()
var first = ''
new Timeout(1).wait().then(() => {
  println(ends > 0, ends === errors, open.length > 0, ends + open.length)
  open.forEach(outbound => outbound.close())
  pipeline($ => $
    .onStart(() => new Timeout(0.5).wait().then(() => new Data('after')))
    .connect('${address}')
    .handleData(data => { if (data.size > 0) println('answer', data.toString()) })
  ).spawn()
})`
    const child = start(write(script), { limit: FEW })
    await child.waitForOutput('answer after')
    expect(child.stdout()).toBe('true true true 80\nanswer after\n')
  })
})

describe('a full disk', () => {
  const script = `
var attempt = (name, work) => { try { work(); println(name, 'done') } catch (error) { println(name, 'threw') } }
attempt('os.write', () => os.write('big', 'x'.repeat(200000)))
attempt('sqlite', () => {
  var db = sqlite('a.db')
  db.exec('CREATE TABLE t (a TEXT)')
  for (var i = 0; i < 1000; i = i + 1) db.sql('INSERT INTO t VALUES (?)').bind(1, 'x'.repeat(1000)).exec()
})
attempt('logging', () => {
  var log = new logging.TextLogger('x').toFile('log.txt')
  for (var i = 0; i < 300; i = i + 1) log.log('x'.repeat(1000))
})
pipeline($ => $.onStart(() => new Timeout(0.1).wait().then(() => [new Data('x'.repeat(200000)), new StreamEnd()])).tee('teed')).spawn()
  .then(() => println('tee done'))
  .then(() => new Timeout(0.2).wait())
  .then(() => println('alive'))`

  // Pipy ends by SIGXFSZ.
  ours('is an error that can be caught, or told of once', async () => {
    // 16 KB a file, in blocks of 512 bytes.
    const child = start(write(script), { limit: 'ulimit -f 32' })
    await child.waitForOutput('alive')
    expect(child.stdout()).toBe('os.write threw\nsqlite threw\nlogging done\ntee done\nalive\n')
    expect(child.stderr().match(/cannot write to .*log\.txt/g)).toHaveLength(1)
    expect(child.stderr()).toContain('EFBIG')
  })

  test('of the log ends nothing', async () => {
    const file = '/dev/full'
    const port = await freePort()
    const path = write(
      `pipy.listen('127.0.0.1:${port}', $ => $.handleData(() => { throw new Error('x') }))\nprintln('ready')`,
    )
    const argv = engine.command(path, []).join(' ').replace(path, `--log-file=${file} ${path}`)
    const child = launch(scope, { name: 'log', argv: ['sh', '-c', `exec ${argv} 2>${file}`], limit: LIMIT_MS })
    await child.waitForOutput('ready')
    for (let i = 0; i < 3; i++) {
      const client = await dial(scope, port)
      client.socket.write('x')
      expect(await within(client.ended, { what: 'the end of a connection' })).toBe('end')
    }
    expect(child.exit).toBeNull()
  })
})

describe('an address that is taken', () => {
  test('or not here is an error of listen', async () => {
    const { port } = await startServer(scope, socket => socket.end())
    const script = `
var attempt = listen => { try { listen(); println('listens') } catch (error) { println('threw') } }
attempt(() => pipy.listen('127.0.0.1:${port}', $ => $.replaceData(data => data)))
attempt(() => pipy.listen('127.0.0.1:${port}', 'udp', $ => $.replaceData(data => data)))
attempt(() => pipy.listen('192.0.2.1:9', 'udp', $ => $.replaceData(data => data)))
new Timeout(0.5).wait().then(() => println('alive'))`
    const child = start(write(script))
    await child.waitForOutput('alive')
    expect(child.stdout()).toBe('threw\nlistens\nthrew\nalive\n')
  })
})

describe('peers that misbehave', () => {
  const serve = async () => {
    const port = await freePort()
    const script = `
pipy.listen('127.0.0.1:${port}', $ => $.serveHTTP(request => new Message({ status: 200 }, request.body.size + 'x'.repeat(60000))))
println('ready')`
    const child = start(write(script))
    await child.waitForOutput('ready')
    return { child, port }
  }
  const request = 'POST / HTTP/1.1\r\nhost: a\r\ncontent-length: 5\r\n\r\nhello'

  test('a reset at any byte of a request, or behind it, is the end of that connection alone', async () => {
    const { child, port } = await serve()
    for (let length = 0; length <= request.length; length += 4) {
      const { socket, ended } = await dial(scope, port)
      socket.write(request.slice(0, length))
      await new Promise(resolve => setImmediate(resolve))
      socket.resetAndDestroy()
      await ended
    }
    const answer = await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body: 'hello' })
    expect((await answer.text()).length).toBe(60_001)
    expect(child.stderr()).not.toContain('[ERR]')
  })

  test('one byte at a time is a request like any other', async () => {
    const { child, port } = await serve()
    const client = await dial(scope, port)
    for (const byte of request) {
      client.socket.write(byte)
      await new Promise(resolve => setTimeout(resolve, 1))
    }
    await waitFor(() => client.received() > 60_000, { what: 'the answer' })
    expect(child.stderr()).not.toContain('[ERR]')
  })

  test('one that never reads keeps nobody else waiting', async () => {
    const { child, port } = await serve()
    const { socket } = await dial(scope, port)
    socket.pause()
    socket.write(request.repeat(50))
    const answer = await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body: 'hello' })
    expect((await answer.text()).length).toBe(60_001)
    socket.resetAndDestroy()
    expect(child.exit).toBeNull()
  })
})
