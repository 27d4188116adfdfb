/**
 * The direct path: endpoints that can reach each other leave the hub out, once they know; until then, and where that does not
 * come up, everything goes through the hub.
 */
import { expect, test } from 'vitest'
import { freePort } from '../harness/ports.ts'
import { startProxy } from '../harness/proxy.ts'
import { dial, drain, echoes, startEcho, startSource } from '../harness/tcp.ts'
import { waitFor } from '../harness/wait.ts'
import { ownMesh, testScope } from './fixture.ts'

const BYTES = 16 << 20

/** A mesh whose agent b awaits others at `address`, and a port of a that leads to an echo of b. */
async function withDirect(args: readonly string[]) {
  const { mesh, scope } = await ownMesh({ agents: ['a'] })
  const b = await mesh.addAgent('b', { args })
  const echo = await startEcho(scope)
  const port = await freePort()
  await b.ok('publish', 'tcp/echo', echo.address)
  await mesh.agent('a').ok('open', String(port), 'tcp/echo')
  const path = async () => (await mesh.agent('a').json<{ path: string }>('ping', 'b')).path
  return { mesh, scope, b, port, path }
}

test('a first connection goes through the hub at once, the next ones past it, also while it is down', async () => {
  const { mesh, scope, b, port, path } = await withDirect(['--direct', '127.0.0.1:0'])
  expect(await echoes(scope, port)).toBe(true)
  await waitFor(async () => (await path()) === 'direct', { what: 'the direct path' })
  const source = await startSource(scope, BYTES)
  const sourcePort = await freePort()
  await b.ok('publish', 'tcp/source', source.address)
  await mesh.agent('a').ok('open', String(sourcePort), 'tcp/source')
  const [through, plain] = [await drain(scope, sourcePort), await drain(scope, source.port)]
  expect(through).toMatchObject({ bytes: BYTES, sha256: plain.sha256 })
  const client = await dial(scope, port)
  await client.exchange('before')
  await mesh.hub.kill()
  expect(String(await client.exchange('while it is down'))).toBe('while it is down')
  await waitFor(async () => (await mesh.agent('a').ztm(['status'])).code !== 0, { what: 'a to notice' })
  expect(await echoes(scope, port)).toBe(true)
})

test('when the direct path is gone, the next connection goes through the hub', async () => {
  const listening = await freePort()
  const inTheWay = await startProxy(testScope(), { target: listening, keep: 0 })
  const options = ['--direct', `127.0.0.1:${listening}`, '--advertise', inTheWay.address]
  const { scope, port, path } = await withDirect(options)
  await echoes(scope, port)
  await waitFor(async () => (await path()) === 'direct', { what: 'the direct path' })
  await inTheWay.block()
  expect(await echoes(scope, port)).toBe(true)
  // Its own address answers too, but is not tried again for a while.
  expect(await path()).toBe('splice')
})

test('an address that belongs to somebody else is not believed', async () => {
  const { mesh, scope } = await ownMesh({ agents: ['a'] })
  const foreign = await freePort()
  await mesh.addAgent('c', { args: ['--direct', `127.0.0.1:${foreign}`] })
  const hidden = await freePort()
  const nowhere = `127.0.0.1:${await freePort()}`
  // Its own port is behind a proxy that lets nobody through; what it tells others leads elsewhere.
  const b = await mesh.addAgent('b', {
    args: ['--direct', `127.0.0.1:${hidden}`, '--advertise', `127.0.0.1:${foreign}`, '--advertise', nowhere],
  })
  await b.ok('publish', 'tcp/echo', (await startEcho(scope)).address)
  const port = await freePort()
  await mesh.agent('a').ok('open', String(port), 'tcp/echo')
  expect(await echoes(scope, port)).toBe(true)
  await mesh.agent('a').waitForLog(`address=127.0.0.1:${hidden}`)
  expect(mesh.agent('a').log()).not.toContain(`address=127.0.0.1:${foreign}`)
  expect(await echoes(scope, port)).toBe(true)
})

test('an agent that is told to takes one path only, and says so where there is none', async () => {
  const { mesh, scope } = await ownMesh()
  const b = await mesh.addAgent('b', { args: ['--direct', '127.0.0.1:0'] })
  await b.ok('publish', 'tcp/echo', (await startEcho(scope)).address)
  for (const path of ['tunnel', 'splice', 'direct']) {
    const agent = await mesh.addAgent(path, { args: ['--path', path] })
    const port = await freePort()
    await agent.ok('open', String(port), 'tcp/echo')
    // Of several tries: the direct path is looked for beside the first, which there is no other for.
    await waitFor(() => echoes(scope, port), { what: `a connection by ${path}` })
    expect(await agent.json('ping', 'b')).toMatchObject({ path })
  }
  const lost = await mesh.agent('direct').ztm(['ping', 'tunnel'])
  expect(lost).toMatchObject({ code: 1, stderr: expect.stringContaining('there is no direct path now') })
})
