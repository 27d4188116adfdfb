/**
 * Two hubs of one mesh: agents learn of the second by themselves, hold both, and do without either.
 */
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { HubLink } from '../../src/api/types.ts'
import { layoutsOf } from '../harness/engines.ts'
import { freePort } from '../harness/ports.ts'
import { dial, echoes, startEcho } from '../harness/tcp.ts'
import { waitFor } from '../harness/wait.ts'
import { startRole } from '../harness/ztm.ts'
import { matrix, ownMesh } from './fixture.ts'

/** From the death of a hub until connections are made through the other one. */
const RECOVERY_MS = 5_000

test('a second hub is found, and stands in for the first', async () => {
  const { mesh, scope } = await ownMesh({ agents: ['a', 'b'], ownCA: true })
  const [layout] = layoutsOf(matrix)
  if (!layout || !mesh.ca) throw new Error('there is no layout')
  const permit = join(mesh.dir, 'hub2.permit.json')
  await mesh.agent('a').ok('invite', '--hub', '--out', permit)
  const address = `127.0.0.1:${await freePort()}`
  const args = ['--data', join(mesh.dir, 'hub2'), '--listen', address, '--name', address]
  const second = await startRole(scope, {
    role: 'hub',
    name: 'hub2',
    engine: layout.engine('hub'),
    args: [...args, '--ca', mesh.ca.address(), '--permit', permit],
  })
  const holdsBoth = async (name: string) => {
    const hubs = await mesh.agent(name).json<HubLink[]>('get', 'hubs')
    return hubs.length === 2 && hubs.every(hub => hub.state === 'connected')
  }
  for (const name of ['a', 'b']) await waitFor(() => holdsBoth(name), { what: `${name} to hold both hubs` })

  const echo = await startEcho(scope)
  const port = await freePort()
  await mesh.agent('b').ok('publish', 'tcp/echo', echo.address)
  await mesh.agent('a').ok('open', String(port), 'tcp/echo')
  expect(await echoes(scope, port)).toBe(true)
  for (const [hub, other] of [
    [mesh.hub, second],
    [second, mesh.hub],
  ] as const) {
    await hub.kill()
    const begin = performance.now()
    await waitFor(() => echoes(scope, port), { what: `a connection without ${hub.name}` })
    expect(performance.now() - begin).toBeLessThan(RECOVERY_MS)
    const client = await dial(scope, port)
    expect(String(await client.exchange(`through ${other.name}`))).toBe(`through ${other.name}`)
    await hub.start()
    for (const name of ['a', 'b']) {
      await waitFor(() => holdsBoth(name), { what: `${name} to hold both again`, deadline: 60_000 })
    }
  }
})

test('another hub cannot join where the CA lives in the first', async () => {
  const { mesh } = await ownMesh({ agents: ['a'] })
  const refused = await mesh.agent('a').ztm(['invite', '--hub'])
  expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('ztm run ca') })
})

test('two names of one hub are one link', async () => {
  const hubPort = await freePort()
  const { mesh } = await ownMesh({ agents: [], hubPort, hubArgs: ['--name', `localhost:${hubPort}`] })
  const a = await mesh.addAgent('a')
  await waitFor(async () => (await a.json<HubLink[]>('get', 'hubs')).length === 1, { what: 'one link' })
  await a.connected()
})
