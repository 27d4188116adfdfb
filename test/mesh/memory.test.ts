/**
 * Promise 5: a slow reader slows its writer down, and no process keeps what the reader does not take.
 */
import { expect, test } from 'vitest'
import { settled, watchPeak } from '../harness/memory.ts'
import { freePort } from '../harness/ports.ts'
import { dial, echoes, readSlowly, startEcho, startSource } from '../harness/tcp.ts'
import { waitFor } from '../harness/wait.ts'
import { matrix, ownMesh } from './fixture.ts'

/** What a process may hold more than when it was idle. */
const GROWTH_BYTES = 32 * 2 ** 20

/** Eight times what may be kept; the writer would push all of it in a second if nothing slowed it down. */
const OFFERED_BYTES = 256 * 2 ** 20

const SLOW_BYTES_PER_SECOND = 2 ** 20

test('a stalled reader stops its writer, grows no process, and stalls nobody else', async () => {
  const { mesh, scope } = await ownMesh({ agents: ['a', 'b'] })
  const source = await startSource(scope, OFFERED_BYTES)
  const echo = await startEcho(scope)
  const [port, echoPort] = [await freePort(), await freePort()]
  await mesh.agent('b').ok('publish', 'tcp/source', source.address)
  await mesh.agent('b').ok('publish', 'tcp/echo', echo.address)
  await mesh.agent('a').ok('open', String(port), 'tcp/source')
  await mesh.agent('a').ok('open', String(echoPort), 'tcp/echo')
  // Both ways were used once, so that what is measured is the transfer and not the first use of code.
  expect(await echoes(scope, echoPort)).toBe(true)
  const roles = [mesh.hub, mesh.agent('a'), mesh.agent('b')]
  const idle = roles.map(role => role.memory())
  const peaks = roles.map(role => watchPeak(role.memory))

  const client = await dial(scope, port)
  client.socket.removeAllListeners('data')
  client.socket.pause()
  const stalled = await settled(() => source.written(), { step: 0, during: 1500, deadline: 60_000 })
  const growth = () => roles.map((role, i) => ({ name: role.name, bytes: (peaks[i]?.bytes() ?? 0) - (idle[i] ?? 0) }))
  for (const { name, bytes } of growth()) expect(bytes, `growth of ${name} on ${matrix}`).toBeLessThan(GROWTH_BYTES)
  expect(stalled, 'the writer was slowed down').toBeLessThan(OFFERED_BYTES)
  expect(await echoes(scope, echoPort), 'a stalled stream stalls nobody else').toBe(true)

  const slow = readSlowly(client.socket, SLOW_BYTES_PER_SECOND)
  await waitFor(() => slow.received() > 2 * SLOW_BYTES_PER_SECOND, { what: 'the slow reader to get its share' })
  expect(await echoes(scope, echoPort), 'a slow stream stalls nobody else').toBe(true)
  slow.stop()
  let rest = slow.received()
  client.socket.on('data', (chunk: Buffer) => {
    rest += chunk.length
  })
  client.socket.resume()
  await waitFor(() => rest === OFFERED_BYTES, {
    what: 'the rest to arrive',
    deadline: 60_000,
    detail: () => `${rest} bytes came`,
  })
  for (const peak of peaks) peak.stop()
  for (const { name, bytes } of growth()) expect(bytes, `growth of ${name} on ${matrix}`).toBeLessThan(GROWTH_BYTES)
})

test('a client that floods a stream while it is opened is slowed down too', async () => {
  const { mesh, scope } = await ownMesh({ agents: ['a', 'b'] })
  const echo = await startEcho(scope)
  const port = await freePort()
  const [a, b] = [mesh.agent('a'), mesh.agent('b')]
  await b.ok('publish', 'tcp/echo', echo.address)
  await a.ok('open', String(port), 'tcp/echo')
  expect(await echoes(scope, port)).toBe(true)
  await b.restart()
  await waitFor(() => echoes(scope, port), { what: 'the stream after the restart' })
  // The session that is there goes silent, and so does every new one: the stream is opened until the time limit.
  process.kill(-b.child().pid, 'SIGSTOP')
  const idle = a.memory()
  const peak = watchPeak(a.memory)
  const { socket } = await dial(scope, port)
  const chunk = Buffer.alloc(2 ** 20, 'x')
  let taken = 0
  const push = (): void => {
    if (taken < OFFERED_BYTES && !socket.destroyed) socket.write(chunk, () => push())
    taken += chunk.length
  }
  push()
  const stalled = await settled(() => taken, { step: 0, during: 1500, deadline: 10_000 })
  process.kill(-b.child().pid, 'SIGCONT')
  expect(stalled, 'the writer was slowed down').toBeLessThan(GROWTH_BYTES)
  expect(peak.stop() - idle, `growth on ${matrix}`).toBeLessThan(GROWTH_BYTES)
})
