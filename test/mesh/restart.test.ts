/**
 * Promise 6: kill any process at any moment, under load; after its restart what was joined, published and opened works
 * again by itself, without a command by anybody.
 */
import { describe, expect, test } from 'vitest'
import type { Port, ServiceProvider } from '../../src/api/types.ts'
import { freePort } from '../harness/ports.ts'
import type { Scope } from '../harness/scope.ts'
import { dial, echoes, startEcho, startSource } from '../harness/tcp.ts'
import { waitFor } from '../harness/wait.ts'
import { ownMesh } from './fixture.ts'

/** Longest time until connections work again: reconnection backs off to some seconds on a loaded machine. */
const BACK_MS = 30_000

/** Long enough to be running whenever something is killed. */
const LOAD_BYTES = 8 * 2 ** 30

async function prepare(ownCA: boolean) {
  const { mesh, scope } = await ownMesh({ agents: ['a', 'b'], ownCA })
  const echo = await startEcho(scope)
  const source = await startSource(scope, LOAD_BYTES)
  const [port, loadPort] = [await freePort(), await freePort()]
  const { agent } = mesh
  await agent('b').ok('publish', 'tcp/echo', echo.address)
  await agent('b').ok('publish', 'tcp/source', source.address)
  await agent('a').ok('open', String(port), 'tcp/echo@b')
  await agent('a').ok('open', String(loadPort), 'tcp/source')
  return { mesh, scope, port, loadPort }
}

/** A transfer that runs. */
async function load(scope: Scope, port: number): Promise<void> {
  const client = await dial(scope, port)
  await waitFor(() => client.received() > 2 << 20, { what: 'the load to run' })
}

describe.each(['hub', 'a', 'b'])('after %s was killed under load and started again', victim => {
  test('everything works by itself', async () => {
    const { mesh, scope, port, loadPort } = await prepare(false)
    await load(scope, loadPort)
    const role = victim === 'hub' ? mesh.hub : mesh.agent(victim)
    await role.kill()
    await role.start()
    await waitFor(() => echoes(scope, port), { what: 'a connection to work', deadline: BACK_MS, detail: mesh.tails })
    await load(scope, loadPort)
    const ports = await mesh.agent('a').json<Port[]>('get', 'ports')
    expect(ports.map(p => [p.port, p.service, p.state]).sort()).toEqual(
      [
        [port, 'echo', 'open'],
        [loadPort, 'source', 'open'],
      ].sort(),
    )
    const services = await mesh.agent('a').json<ServiceProvider[]>('get', 'services')
    expect(services.map(s => `${s.name}@${s.endpoint.name}`).sort()).toEqual(['echo@b', 'source@b'])
  })
})

test('after all of them were killed at once and started in the wrong order, everything works', async () => {
  const { mesh, scope, port, loadPort } = await prepare(true)
  await load(scope, loadPort)
  const roles = [mesh.agent('a'), mesh.agent('b'), mesh.hub, mesh.ca].filter(role => role !== null)
  await Promise.all(roles.map(role => role.kill()))
  for (const role of roles) await role.start()
  await waitFor(() => echoes(scope, port), { what: 'a connection to work', deadline: BACK_MS, detail: mesh.tails })
  // The CA still knows whom it certified and what it signs with: a new endpoint joins and is trusted.
  await mesh.addAgent('c')
  const own = await freePort()
  await mesh.agent('c').ok('open', String(own), 'tcp/echo@b')
  expect(await echoes(scope, own)).toBe(true)
})

test('what was withdrawn, closed and left stays so after a restart', async () => {
  const { mesh, port, loadPort } = await prepare(false)
  const { agent } = mesh
  await agent('b').ok('unpublish', 'tcp/source')
  await agent('a').ok('close', String(loadPort))
  await agent('a').restart()
  await agent('b').restart()
  await agent('a').connected()
  await agent('b').connected()
  const services = await agent('a').json<ServiceProvider[]>('get', 'services')
  expect(services.map(s => s.name)).toEqual(['echo'])
  expect((await agent('a').json<Port[]>('get', 'ports')).map(p => p.port)).toEqual([port])
  await agent('a').ok('leave', 'home')
  await agent('a').restart()
  expect((await agent('a').ztm(['status'])).stdout).toContain('in no mesh yet')
})

test('a permit that was used stays used, and one that was not stays good, when the hub is killed', async () => {
  const { mesh } = await ownMesh({ agents: ['a'] })
  const permit = await mesh.invite('root')
  await mesh.hub.kill()
  await mesh.hub.start()
  await mesh.agent('a').connected()
  const { ztm } = await mesh.addAgent('late', { alone: true })
  const used = await ztm(['join', 'home', '--permit', mesh.rootPermit, '--as', 'late'])
  expect(used.stderr).toContain('(permit-used)')
  const good = await ztm(['join', 'home', '--permit', permit, '--as', 'late'])
  expect(good.stderr).toContain('joined home as late')
  expect(good.code).toBe(0)
})

test('an agent whose hub is not there yet starts, and connects when it is', async () => {
  const { mesh } = await ownMesh({ agents: ['a'] })
  await mesh.hub.kill()
  await mesh.agent('a').restart()
  expect((await mesh.agent('a').ztm(['status'])).code).toBe(1)
  await mesh.hub.start()
  await mesh.agent('a').connected()
})
