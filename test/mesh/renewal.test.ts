/**
 * Certificates renew themselves at two thirds of their life: here lives of seconds, seen for longer than one of them.
 */
import { expect, test } from 'vitest'
import type { Mesh } from '../../src/api/types.ts'
import { freePort } from '../harness/ports.ts'
import { dial, echoes, startEcho } from '../harness/tcp.ts'
import { waitFor } from '../harness/wait.ts'
import { ownMesh } from './fixture.ts'

const LIFE_SECONDS = 9

/** Renewal comes at two thirds of a life; a loaded machine may need more than one try. */
const RENEWED_MS = 4 * LIFE_SECONDS * 1000

test.each([
  ['in the hub', false],
  ['of its own process', true],
])(
  'with a CA %s, a stream goes on over renewals, and new ones work after the first certificates have run out',
  async (_where, ownCA) => {
    const life = ['--certificate-life', `${LIFE_SECONDS}s`]
    const { mesh, scope } = await ownMesh({
      agents: ['a', 'b'],
      ownCA,
      ...(ownCA ? { caArgs: life } : { hubArgs: life }),
    })
    const echo = await startEcho(scope)
    const port = await freePort()
    await mesh.agent('b').ok('publish', 'tcp/echo', echo.address)
    await mesh.agent('a').ok('open', String(port), 'tcp/echo')
    const client = await dial(scope, port)
    await client.exchange('before')
    const ends = async () => {
      const agents = [mesh.agent('a'), mesh.agent('b')]
      const meshes = await Promise.all(agents.map(agent => agent.json<{ meshes: Mesh[] }>('status')))
      return meshes.map(status => status.meshes[0]?.certificate.notAfter ?? 0)
    }
    const first = Math.max(...(await ends()))
    expect(first).toBeLessThan(Date.now() + LIFE_SECONDS * 1000)
    const renewed = async () => Date.now() > first && (await ends()).every(end => end > first)
    await waitFor(renewed, { what: 'both to renew', deadline: RENEWED_MS, detail: mesh.tails })
    expect(String(await client.exchange('after'))).toBe('after')
    // A new session, a new connection of each kind to the hub, and an administrative request by the new key.
    await waitFor(() => echoes(scope, port), { what: 'a new connection', detail: mesh.tails })
    await mesh.agent('b').restart()
    await mesh.agent('b').connected()
    await waitFor(() => echoes(scope, port), { what: 'a connection to work', deadline: RENEWED_MS, detail: mesh.tails })
    await mesh.invite('alice')
  },
)

test('a certificate that ran out while its agent was off is told with both clocks', async () => {
  const { mesh } = await ownMesh({ agents: ['a'], hubArgs: ['--certificate-life', '5s'] })
  const agent = mesh.agent('a')
  const { meshes } = await agent.json<{ meshes: Mesh[] }>('status')
  await agent.kill()
  const end = meshes[0]?.certificate.notAfter ?? 0
  await waitFor(() => Date.now() > end + 1000, { what: 'the end of the certificate' })
  await agent.start()
  await waitFor(async () => (await agent.ztm(['status'])).stdout.includes('certificate'), {
    what: 'the status to say so',
  })
  expect((await agent.ztm(['status'])).code).toBe(1)
})
