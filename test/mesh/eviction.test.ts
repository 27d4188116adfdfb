/**
 * Eviction: who is evicted is cut off at both ends within a second, stays out over restarts, and nobody else notices.
 */
import { expect, test } from 'vitest'
import type { Endpoint } from '../../src/api/types.ts'
import { freePort } from '../harness/ports.ts'
import { dial, drain, echoes, startEcho } from '../harness/tcp.ts'
import { waitFor, within } from '../harness/wait.ts'
import { ownMesh } from './fixture.ts'

/** What the design promises on a connected mesh; the test's own processes take their share of it. */
const CUT_MS = 2_000

/** A mesh of root with streams between all of its endpoints and to an echo server of `b`. */
async function prepare(ownCA: boolean) {
  const { mesh, scope } = await ownMesh({ agents: ['a', 'b', 'c'], ownCA })
  const echo = await startEcho(scope)
  await mesh.agent('b').ok('publish', 'tcp/echo', echo.address)
  const open = async (name: string, service: string) => {
    const port = await freePort()
    await mesh.agent(name).ok('open', String(port), service)
    await waitFor(() => echoes(scope, port), { what: `${name} to reach ${service}` })
    return port
  }
  return { mesh, scope, echo, open }
}

test.each([
  ['in the hub', false],
  ['of its own process', true],
])(
  'with a CA %s, a calling endpoint that is evicted loses its streams, the others keep theirs',
  async (_where, ownCA) => {
    const { mesh, scope, echo, open } = await prepare(ownCA)
    const [fromC, fromA] = [await open('c', 'tcp/echo'), await open('a', 'tcp/echo')]
    const [evicted, kept] = [await dial(scope, fromC), await dial(scope, fromA)]
    await evicted.exchange('c')
    await kept.exchange('a')
    const told = await mesh.agent('a').ztm(['evict', '--endpoint', 'c'])
    expect(told).toMatchObject({ code: 0, stdout: '' })
    expect(told.stderr).toMatch(/^evicted c \(user root, endpoint [0-9a-f-]{36}\)$/m)
    await within(evicted.ended, { what: 'the end of its stream', deadline: CUT_MS })
    await waitFor(() => echo.connections() === 1, { what: 'the target to be closed', deadline: CUT_MS })
    expect(String(await kept.exchange('still'))).toBe('still')
    expect((await drain(scope, fromC, 'hello')).bytes).toBe(0)
    const { code, stdout } = await mesh.agent('c').ztm(['status'])
    expect([code, stdout]).toEqual([1, expect.stringContaining('mesh home: evicted as c')])
    const online = async () => (await mesh.agent('a').json<Endpoint[]>('get', 'endpoints')).map(e => e.name).sort()
    await waitFor(async () => (await online()).join() === 'a,b', { what: 'the directory to forget it' })
  },
)

test('a serving endpoint that is evicted serves nobody any more, also when the hub and it are restarted', async () => {
  const { mesh, scope, open } = await prepare(false)
  const port = await open('a', 'tcp/echo@b')
  const stream = await dial(scope, port)
  await stream.exchange('before')
  await mesh.agent('a').ok('evict', '--endpoint', 'b')
  await within(stream.ended, { what: 'the end of the stream', deadline: CUT_MS })
  await mesh.hub.restart()
  await mesh.agent('b').restart()
  await mesh.agent('a').connected()
  const from = mesh.hub.log().length
  await mesh.hub.waitForLog('code=evicted', from)
  expect((await drain(scope, port, 'hello')).bytes).toBe(0)
  expect((await mesh.agent('b').ztm(['status'])).stdout).toContain('mesh home: evicted as b')
})

test('a user that is evicted loses all endpoints and permits, and can be invited again', async () => {
  const { mesh } = await prepare(false)
  const alice = await mesh.addAgent('phone', { user: 'alice' })
  const unused = await mesh.invite('alice')
  await mesh.agent('a').ok('evict', 'alice')
  await waitFor(async () => (await alice.ztm(['status'])).stdout.includes('evicted as phone'), {
    what: 'her to be told',
  })
  const late = await mesh.addAgent('late', { alone: true })
  const refused = await late.ztm(['join', 'home', '--permit', unused, '--as', 'late'])
  expect(refused).toMatchObject({ code: 5, stderr: expect.stringContaining('(permit-invalid)') })
  await late.ok('join', 'home', '--permit', await mesh.invite('alice'), '--as', 'late')
  await late.connected()
})

test('only admins evict, never the last of themselves, and nobody who is not there', async () => {
  const { mesh } = await ownMesh({ agents: ['a'] })
  await mesh.addAgent('phone', { user: 'alice' })
  expect(await mesh.agent('phone').ztm(['evict', 'root'])).toMatchObject({
    code: 5,
    stderr: expect.stringContaining('(admin-only)'),
  })
  expect(await mesh.agent('a').ztm(['evict', 'root'])).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('nobody would be left'),
  })
  expect(await mesh.agent('a').ztm(['evict', 'nobody'])).toMatchObject({
    code: 4,
    stderr: expect.stringContaining('(no-such-user)'),
  })
  expect(await mesh.agent('a').ztm(['evict'])).toMatchObject({ code: 2 })
})
