/**
 * Endpoints behind routers dial each other at the same moment, and so leave the hub out; where routers do not let that happen, nothing
 * is the worse for it. In networks of their own: each test says what it lacks where it is skipped.
 */
import { expect, onTestFailed, test } from 'vitest'
import { NODE } from '../harness/engines.ts'
import { startMesh } from '../harness/mesh.ts'
import { buildWorld, lackingForNetworks, type Translation } from '../harness/networks.ts'
import { freePort } from '../harness/ports.ts'
import { launch } from '../harness/process.ts'
import { echoes, startEcho } from '../harness/tcp.ts'
import { waitFor } from '../harness/wait.ts'
import { ownMesh, testScope } from './fixture.ts'

const lacking = lackingForNetworks()

const ECHO = `require('node:net').createServer(s => s.on('error', () => {}).pipe(s)).listen(7007, '127.0.0.1', () => console.log('echo'))`

/** A hub in the middle, and agents a and b behind routers. */
async function behindRouters(translations: readonly [Translation, Translation]) {
  const scope = testScope()
  const { middle, homes } = buildWorld(scope, translations)
  const mesh = await startMesh(scope, { hub: { within: middle.within }, host: middle.address })
  onTestFailed(() => console.log(mesh.tails()))
  const a = await mesh.addAgent('a', { within: homes[0]?.within })
  const b = await mesh.addAgent('b', { within: homes[1]?.within })
  const echo = launch(scope, { name: 'echo', argv: [...(homes[1]?.within ?? []), NODE, '-e', ECHO] })
  await echo.waitForOutput('echo')
  await b.ok('publish', 'tcp/echo', '127.0.0.1:7007')
  const path = async () => (await a.json<{ path: string }>('ping', 'b')).path
  const echoed = async (text: string) => (await a.ztm(['connect', 'tcp/echo'], { input: text })).stdout
  return { mesh, a, b, path, echoed }
}

test('two endpoints behind routers meet past the hub, and their streams go on when it is gone', async context => {
  context.skip(lacking !== null, lacking ?? '')
  const { mesh, a, b, path, echoed } = await behindRouters(['steady', 'steady'])
  expect(await echoed('through the hub')).toBe('through the hub')
  expect((await b.json<{ path: string }[]>('activity'))[0]).toMatchObject({ path: 'splice' })
  await a.waitForLog('] met by dialling from both sides')
  // Of several tries: a session carries one stream at a time, and where none is free a stream goes through the hub.
  await waitFor(async () => (await path()) === 'direct', { what: 'the direct path' })
  const recorded = async () => {
    expect(await echoed('past the hub')).toBe('past the hub')
    return (await b.json<{ path: string }[]>('activity'))[0]?.path
  }
  await waitFor(async () => (await recorded()) === 'direct', { what: 'a stream past the hub' })
  await mesh.hub.kill()
  await waitFor(async () => (await a.ztm(['status'])).code !== 0, { what: 'a to notice' })
  expect(await echoed('without a hub')).toBe('without a hub')
})

test('behind routers with another port for everybody everything goes through the hub as before', async context => {
  context.skip(lacking !== null, lacking ?? '')
  const { a, path, echoed } = await behindRouters(['random', 'random'])
  expect(await path()).toBe('splice')
  await a.waitForLog('] not met by dialling from both sides')
  expect(await path()).toBe('splice')
  expect(await echoed('through the hub')).toBe('through the hub')
})

test('one that is told not to does not, and the other goes through the hub', async () => {
  const { mesh, scope } = await ownMesh()
  const a = await mesh.addAgent('a', { args: ['--punch', 'on', '--log-level', 'debug'] })
  const b = await mesh.addAgent('b', { args: ['--punch', 'off'] })
  await b.ok('publish', 'tcp/echo', (await startEcho(scope)).address)
  const port = await freePort()
  await a.ok('open', String(port), 'tcp/echo')
  expect(await echoes(scope, port)).toBe(true)
  await a.waitForLog('no dialling from both sides')
  expect(await a.json('ping', 'b')).toMatchObject({ path: 'splice' })
})
