/**
 * UDP services: datagrams arrive whole, in order, at the right client; TCP and UDP of one name and number do not meet.
 */
import { randomBytes } from 'node:crypto'
import { expect, onTestFailed, test } from 'vitest'
import type { Port, ServiceProvider } from '../../src/api/types.ts'
import { startMesh } from '../harness/mesh.ts'
import { freePort } from '../harness/ports.ts'
import { startProxy } from '../harness/proxy.ts'
import { dial, startEcho } from '../harness/tcp.ts'
import { createUdpClient, startUdpEcho } from '../harness/udp.ts'
import { waitFor } from '../harness/wait.ts'
import { matrix, testScope, useMesh } from './fixture.ts'

const mesh = useMesh({ agents: ['a', 'b'] }, async ({ addAgent }) => {
  await addAgent('alice', { user: 'alice' })
})

/** How long a path stands still, and how long from its beginning on datagrams are let in: src/agent/datagram-window.ts. */
const STILL_MS = 4000
const MOST_MS = 2000

/** From one byte to more than a jumbo frame; Pipy cuts what is longer than 16 KB (typings/pipy/pipeline.d.ts). */
const SIZES = [1, 2, 255, 256, 257, 1400, 9000, matrix === 'node' ? 40_000 : 16_000]

async function publish(name: string) {
  const echo = await startUdpEcho(testScope())
  const port = await freePort()
  await mesh().agent('b').ok('publish', `udp/${name}`, echo.address)
  await mesh().agent('a').ok('open', String(port), `udp/${name}`)
  return { echo, port }
}

test('datagrams of all sizes come back as they were, each client gets its own', async () => {
  const { echo, port } = await publish('echo')
  const clients = await Promise.all([1, 2].map(() => createUdpClient(testScope(), port)))
  await Promise.all(
    clients.map(async client => {
      for (const size of SIZES) {
        const datagram = randomBytes(size)
        expect((await client.exchange(datagram)).equals(datagram)).toBe(true)
      }
    }),
  )
  expect(echo.clients().length).toBe(2)
})

test('a burst keeps its order and its borders', async () => {
  const { port } = await publish('burst')
  const client = await createUdpClient(testScope(), port)
  await client.exchange(Buffer.from('first'))
  // Longer than a window of datagrams.ts, so that some travel together, and the last ones alone.
  const sent = Array.from({ length: 200 }, (_, i) => Buffer.from(`datagram ${i} ${'x'.repeat((i % 50) * 7)}`))
  for (const datagram of sent) client.send(datagram)
  await waitFor(() => client.received().length === sent.length + 1, { what: 'all answers' })
  expect(client.received().slice(1).map(String)).toEqual(sent.map(String))
})

test('while a path stands still datagrams are dropped and not queued: what comes late is from its beginning', async () => {
  const scope = testScope()
  const hubPort = await freePort()
  const between = await startProxy(scope, { target: hubPort, keep: 0 })
  const slow = await startMesh(scope, { hubPort, dialPort: between.port, agents: ['a', 'b'] })
  onTestFailed(() => console.log(slow.tails()))
  const echo = await startUdpEcho(scope)
  const port = await freePort()
  await slow.agent('b').ok('publish', 'udp/echo', echo.address)
  await slow.agent('a').ok('open', String(port), 'udp/echo')
  const client = await createUdpClient(scope, port)
  const sent: number[] = []
  const sending = setInterval(() => {
    client.send(Buffer.from(`${sent.length} ${'x'.repeat(500)}`))
    sent.push(performance.now())
  }, 5)
  scope.defer(() => clearInterval(sending))
  /** When what has come back was sent, from the `from`th answer on. */
  const times = (from = 0) =>
    client
      .received()
      .slice(from)
      .map(one => sent[Number.parseInt(String(one), 10)] ?? 0)
  await waitFor(() => times().length > 300, { what: 'datagrams to flow' })
  between.freeze()
  const frozen = performance.now()
  await waitFor(() => performance.now() > frozen + STILL_MS, { what: 'the path to have stood still' })
  const thawed = performance.now()
  between.thaw()
  await waitFor(() => times().some(time => time > thawed), { what: 'datagrams to flow again' })
  const late = times().filter(time => time > frozen && time < thawed)
  expect(Math.max(...late) - frozen).toBeLessThan(MOST_MS)
})

test('the same name and port number serve TCP and UDP side by side, and are closed one by one', async () => {
  const { port } = await publish('both')
  const tcp = await startEcho(testScope())
  const { agent } = mesh()
  await agent('b').ok('publish', 'tcp/both', tcp.address)
  await agent('a').ok('open', String(port), 'tcp/both')
  const client = await createUdpClient(testScope(), port)
  expect(String(await client.exchange(Buffer.from('by udp')))).toBe('by udp')
  expect(String(await (await dial(testScope(), port)).exchange('by tcp'))).toBe('by tcp')
  const services = await agent('a').json<ServiceProvider[]>('get', 'services')
  expect(services.filter(s => s.name === 'both').map(s => s.protocol)).toEqual(['tcp', 'udp'])
  await agent('a').ok('close', String(port))
  await expect(dial(testScope(), port)).rejects.toThrow('ECONNREFUSED')
  expect(String(await client.exchange(Buffer.from('still')))).toBe('still')
  await agent('a').ok('close', String(port), '--udp')
  const ports = await agent('a').json<Port[]>('get', 'ports')
  expect(ports.map(p => p.port)).not.toContain(port)
})

test("another user's UDP service answers nothing", async () => {
  const { echo } = await publish('hers')
  const port = await freePort()
  await mesh().agent('alice').ok('open', String(port), 'udp/hers')
  const client = await createUdpClient(testScope(), port)
  const from = mesh().agent('alice').log().length
  client.send(Buffer.from('let me in'))
  await mesh().agent('alice').waitForLog('code=access-denied', from)
  expect(client.received()).toEqual([])
  expect(echo.clients()).toEqual([])
})

test('after a restart a UDP port is open again and works', async () => {
  const { port } = await publish('again')
  await mesh().agent('a').restart()
  await mesh().agent('a').connected()
  const client = await createUdpClient(testScope(), port)
  expect(String(await client.exchange(Buffer.from('again')))).toBe('again')
})
