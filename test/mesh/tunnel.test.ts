/**
 * The tunnel: what carries sessions where a splice does not come through. The same things must work, for longer, by itself.
 */
import { createHash } from 'node:crypto'
import { expect, test } from 'vitest'
import { freePort } from '../harness/ports.ts'
import { isSplice, startProxy } from '../harness/proxy.ts'
import { dial, drain, echoes, startEcho, startSource } from '../harness/tcp.ts'
import { waitFor } from '../harness/wait.ts'
import { ownMesh, testScope } from './fixture.ts'

const MEGABYTE = 1 << 20

const BYTES = 32 * MEGABYTE

/** A mesh behind a firewall that resets splices. */
async function behindFirewall() {
  const hubPort = await freePort()
  const proxy = await startProxy(testScope(), { target: hubPort, keep: 0, refuse: isSplice })
  const { mesh, scope } = await ownMesh({ agents: ['a', 'b'], hubPort, dialPort: proxy.port })
  const echo = await startEcho(scope)
  const port = await freePort()
  await mesh.agent('b').ok('publish', 'tcp/echo', echo.address)
  await mesh.agent('a').ok('open', String(port), 'tcp/echo')
  await waitFor(() => echoes(scope, port), { what: 'a connection to work' })
  return { mesh, scope, port }
}

test('a transfer through it is whole, beside others', async () => {
  const { mesh, scope, port } = await behindFirewall()
  const source = await startSource(scope, BYTES)
  const sourcePort = await freePort()
  await mesh.agent('b').ok('publish', 'tcp/source', source.address)
  await mesh.agent('a').ok('open', String(sourcePort), 'tcp/source')
  const direct = await drain(scope, source.port)
  const [first, second, answer] = await Promise.all([
    drain(scope, sourcePort),
    drain(scope, sourcePort),
    dial(scope, port).then(client => client.exchange('beside')),
  ])
  expect(first.bytes).toBe(BYTES)
  expect([first.sha256, second.sha256]).toEqual([direct.sha256, direct.sha256])
  expect(String(answer)).toBe('beside')
  expect(direct.sha256).not.toBe(createHash('sha256').digest('hex'))
  expect(await mesh.agent('a').json('ping', 'b')).toMatchObject({ path: 'tunnel' })
})

test('a client that leaves ends its service, which sends no more', async () => {
  const { mesh, scope, port } = await behindFirewall()
  const source = await startSource(scope, 16 * 1024 * MEGABYTE)
  const sourcePort = await freePort()
  await mesh.agent('b').ok('publish', 'tcp/source', source.address)
  await mesh.agent('a').ok('open', String(sourcePort), 'tcp/source')
  for (let round = 0; round < 3; round++) {
    const client = await dial(scope, sourcePort)
    await new Promise(resolve => client.socket.once('data', resolve))
    client.socket.destroy()
    await waitFor(() => source.connections() === 0, { what: 'the service to see the end' })
  }
  // Others are not touched.
  expect(await echoes(scope, port)).toBe(true)
})

test('when the serving agent is killed the client is closed, and comes through when it is back', async () => {
  const { mesh, scope, port } = await behindFirewall()
  const client = await dial(scope, port)
  await client.exchange('up')
  await mesh.agent('b').kill()
  await client.ended
  await mesh.agent('b').start()
  await waitFor(() => echoes(scope, port), { what: 'a connection to work', deadline: 30_000 })
})
