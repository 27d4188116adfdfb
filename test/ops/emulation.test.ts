/**
 * The bundles on other CPUs, under emulation: a hub on arm64 in a mesh with agents of this computer, and the command line and
 * engine cases where bytes are the other way round.
 *
 * What cannot run: Pipy itself for another CPU (no Debian package has it, and nothing is compiled here); roles on s390x, whose
 * only Node is too old for their database.
 */
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { compileCase, listCases, readTranscript } from '../engine/cases.ts'
import { dist, engines } from '../harness/engines.ts'
import { type Agent, startAgent } from '../harness/mesh.ts'
import { freePort } from '../harness/ports.ts'
import { launch, run, runOk } from '../harness/process.ts'
import { createScope } from '../harness/scope.ts'
import { dial, startEcho } from '../harness/tcp.ts'
import { makeTemp } from '../harness/tmp.ts'
import { foreignNode } from './foreign.ts'

/** An emulated Node needs seconds to start, on a loaded machine many. */
const LIMIT_MS = 120_000

const arm = foreignNode('arm64')
const big = foreignNode('s390x')

const scope = createScope()
afterAll(() => scope.close())

/** A script of dist/ on an engine of that CPU. */
const engineOf = ({ argv }: typeof arm, script: string, args: readonly string[]) => [
  ...argv,
  dist('pipy-node.cjs'),
  script,
  '--args',
  ...args,
]

let laptop: Agent

beforeAll(async () => {
  if (!arm.available) return
  const dir = makeTemp(scope, 'arm')
  const address = `127.0.0.1:${await freePort()}`
  const permit = join(dir, 'root.permit.json')
  const args = ['--data', join(dir, 'hub'), '--listen', address, '--mesh', 'home', '--permit-out', permit]
  const hub = launch(scope, { name: 'hub on arm64', argv: engineOf(arm, dist('ztm-hub.js'), args), limit: LIMIT_MS })
  await hub.waitForOutput(`ready hub ${address}`, LIMIT_MS)
  laptop = await startAgent(scope, 'laptop', { dir: join(dir, 'laptop'), engine: engines.node })
  await laptop.ok('join', 'home', '--permit', permit, '--as', 'laptop')
  await laptop.connected()
})

describe('on arm64', () => {
  test('a hub with its CA joins agents of this computer, and carries their streams', async context => {
    context.skip(!arm.available, arm.enabledBy)
    const own = createScope()
    onTestFinished(() => own.close())
    const second = join(laptop.dir, 'second.permit.json')
    await laptop.ok('invite', 'root', '--out', second)
    const desktop = await startAgent(own, 'desktop', { dir: makeTemp(own, 'desktop'), engine: engines.node })
    await desktop.ok('join', 'home', '--permit', second, '--as', 'desktop')
    await desktop.connected()
    const [echo, port] = [await startEcho(own), await freePort()]
    await desktop.ok('publish', 'tcp/echo', echo.address)
    await laptop.ok('open', String(port), 'tcp/echo@desktop')
    const client = await dial(own, port)
    const sent = 'through arm64 '.repeat(3_000)
    expect(String(await client.exchange(sent))).toBe(sent)
  })
})

describe('on s390x, big-endian', () => {
  test('bytes are the other way round there', async context => {
    context.skip(!big.available, big.enabledBy)
    const argv = [...big.argv, '-p', 'process.arch + os.endianness()']
    expect(await runOk({ argv, limit: LIMIT_MS })).toBe('s390xBE\n')
  })

  test('the command line asks an agent of this computer, over HTTP/2', async context => {
    context.skip(!big.available, big.enabledBy)
    context.skip(!arm.available, arm.enabledBy)
    const env = { ZTM_AGENT: laptop.address(), ZTM_DATA: laptop.dir, ZTM_RESULT_FILE: join(laptop.dir, 'result') }
    const argv = engineOf(big, dist('ztm.js'), ['status', '--json'])
    const { stdout, stderr } = await run({ argv, env, limit: LIMIT_MS })
    expect(JSON.parse(stdout || stderr).meshes).toMatchObject([{ name: 'home', state: 'connected' }])
  })

  // Bytes as numbers and back; a policy, with its digests.
  for (const name of ['data/data', 'policy/policy']) {
    test(`${name} prints there what it prints on Pipy`, async context => {
      context.skip(!big.available, big.enabledBy)
      await expectTranscript(name)
    })
  }
})

async function expectTranscript(name: string): Promise<void> {
  const found = listCases().find(one => one.name === name)
  if (!found) throw new Error(`there is no case ${name}`)
  const own = createScope()
  onTestFinished(() => own.close())
  const env = { ZTM_TEST_DIR: makeTemp(own, 'case') }
  const script = await compileCase(found)
  const child = launch(own, { name, argv: engineOf(big, script, []), env, limit: LIMIT_MS })
  const expected = readTranscript(found) ?? ''
  await child.exited
  expect(child.stdout()).toBe(expected)
}
