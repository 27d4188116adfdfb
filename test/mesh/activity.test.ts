/** Activity: both ends of a stream keep a record of it, to the byte, and after a restart. */
import { expect, test } from 'vitest'
import type { ActivityRecord } from '../../src/api/activity.ts'
import type { Agent } from '../harness/mesh.ts'
import { freePort } from '../harness/ports.ts'
import { dial, startEcho } from '../harness/tcp.ts'
import { waitFor } from '../harness/wait.ts'
import { testScope, useMesh } from './fixture.ts'

const mesh = useMesh({ agents: ['a', 'b'] }, async ({ addAgent }) => {
  await addAgent('c', { user: 'carol' })
})

const activityOf = (agent: Agent, ...words: string[]) => agent.json<ActivityRecord[]>('activity', ...words)

/** The newest record of a service, when it is as wanted. */
async function newest(agent: Agent, service: string, isWanted: (record: ActivityRecord) => boolean) {
  let records: ActivityRecord[] = []
  const look = async () => {
    records = await activityOf(agent, '--service', service)
    return records[0] !== undefined && isWanted(records[0])
  }
  await waitFor(look, { what: `a record of ${service}`, detail: () => JSON.stringify(records) })
  return records[0] as ActivityRecord
}

const isOver = ({ outcome }: ActivityRecord): boolean => outcome !== 'open'

/** Publishes an echo server at b under a name, and opens it at a. */
async function openEcho(name: string): Promise<number> {
  const echo = await startEcho(testScope())
  const port = await freePort()
  await mesh().agent('b').ok('publish', `tcp/${name}`, echo.address)
  await mesh().agent('a').ok('open', String(port), `tcp/${name}`)
  return port
}

test('a stream through a port is recorded at both ends, while it is open and afterwards', async () => {
  const { agent } = mesh()
  const client = await dial(testScope(), await openEcho('counted'))
  await client.exchange(Buffer.alloc(100_000, 'x'))
  const sent = { protocol: 'tcp', service: 'counted', user: 'root', path: 'splice', sent: 100_000, received: 100_000 }
  const open = await newest(agent('a'), 'tcp/counted', () => true)
  expect(open).toMatchObject({ ...sent, side: 'entry', outcome: 'open' })
  expect(open.end).toBeUndefined()
  client.socket.end()
  const entry = await newest(agent('a'), 'tcp/counted', isOver)
  expect(entry).toMatchObject({ ...sent, side: 'entry', outcome: 'done', endpoint: { name: 'b' } })
  expect(entry.end).toBeGreaterThanOrEqual(entry.start)
  const serving = await newest(agent('b'), 'tcp/counted', isOver)
  expect(serving).toMatchObject({ ...sent, side: 'serving', outcome: 'done' })
  const [{ id } = { id: '' }] = (await agent('a').json<{ id: string; name: string }[]>('get', 'endpoints')).filter(
    endpoint => endpoint.name === 'a',
  )
  expect(serving.endpoint?.id).toBe(id)
})

test('a stream by ztm connect is recorded to the byte', async () => {
  const { agent } = mesh()
  const echo = await startEcho(testScope())
  await agent('b').ok('publish', 'tcp/piped', echo.address)
  const outcome = await agent('a').ztm(['connect', 'tcp/piped'], { input: 'x'.repeat(12_345) })
  expect(outcome.stdout).toBe('x'.repeat(12_345))
  const counts = { sent: 12_345, received: 12_345, outcome: 'done' }
  expect(await newest(agent('a'), 'tcp/piped', isOver)).toMatchObject(counts)
  expect(await newest(agent('b'), 'tcp/piped', isOver)).toMatchObject(counts)
})

test('what is refused is recorded with why', async () => {
  const { agent } = mesh()
  const echo = await startEcho(testScope())
  await agent('b').ok('publish', 'tcp/private', echo.address)
  await agent('b').ok('publish', 'tcp/gone', '127.0.0.1:1')
  expect(await agent('c').ztm(['connect', 'tcp/private'])).toMatchObject({ code: 5 })
  expect(await agent('a').ztm(['connect', 'tcp/gone'])).toMatchObject({ code: 1 })
  expect(await agent('a').ztm(['connect', 'tcp/nowhere'])).toMatchObject({ code: 4 })
  const denied = { user: 'carol', sent: 0, received: 0, outcome: 'access-denied' }
  expect(await newest(agent('c'), 'tcp/private', isOver)).toMatchObject({ ...denied, side: 'entry' })
  expect(await newest(agent('b'), 'tcp/private', isOver)).toMatchObject({ ...denied, side: 'serving' })
  expect(await newest(agent('a'), 'tcp/gone', isOver)).toMatchObject({ outcome: 'target-unreachable' })
  const nowhere = await newest(agent('a'), 'tcp/nowhere', isOver)
  expect(nowhere).toMatchObject({ outcome: 'no-such-service' })
  expect(nowhere.endpoint).toBeUndefined()
})

test('records are chosen by time, user, other end, side, outcome and number; the newest come first', async () => {
  const { agent } = mesh()
  const all = await activityOf(agent('b'))
  expect(all.length).toBeGreaterThanOrEqual(4)
  expect(all.map(record => record.id)).toEqual(all.map(record => record.id).sort((x, y) => y - x))
  const chosen = async (...words: string[]) => (await activityOf(agent('b'), ...words)).map(record => record.id)
  const where = (isWanted: (record: ActivityRecord) => boolean) => all.filter(isWanted).map(record => record.id)
  expect(await chosen('--user', 'carol')).toEqual(where(record => record.user === 'carol'))
  expect(await chosen('--outcome', 'done')).toEqual(where(record => record.outcome === 'done'))
  expect(await chosen('--side', 'entry')).toEqual([])
  expect(await chosen('--since', '1d', '--limit', '2')).toEqual(where(() => true).slice(0, 2))
  expect(await activityOf(agent('a'), '--endpoint', 'b', '--service', 'tcp/counted')).toHaveLength(1)
  expect(await agent('b').ztm(['activity', '--side', 'both'])).toMatchObject({ code: 2 })
  expect(await agent('b').ztm(['activity', '--limit', '0'])).toMatchObject({ code: 2 })
})

test('records outlive a kill, after which streams that were open are lost', async () => {
  const a = mesh().agent('a')
  const client = await dial(testScope(), await openEcho('killed'))
  await client.exchange('hello')
  const before = await activityOf(a)
  expect(before[0]).toMatchObject({ service: 'killed', outcome: 'open' })
  await a.kill()
  await a.start()
  const after = await activityOf(a)
  expect(after[0]).toMatchObject({ id: before[0]?.id, service: 'killed', outcome: 'lost' })
  expect(after.slice(1)).toEqual(before.slice(1))
  await a.connected()
})

test('leaving a mesh deletes its records', async () => {
  const c = mesh().agent('c')
  const permit = await mesh().invite('carol')
  expect(await activityOf(c)).not.toEqual([])
  await c.ok('leave', 'home')
  await c.ok('join', 'home', '--permit', permit, '--as', 'c')
  expect(await activityOf(c)).toEqual([])
})
