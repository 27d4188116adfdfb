/**
 * The mesh state has a lifetime: who is kept from the news says so, refuses new sessions in the end, and recovers by itself.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Policy } from '../../src/api/policy.ts'
import type { AgentStatus, News } from '../../src/api/types.ts'
import type { Agent } from '../harness/mesh.ts'
import { freePort } from '../harness/ports.ts'
import { dial, drain, echoes, startEcho } from '../harness/tcp.ts'
import { waitFor } from '../harness/wait.ts'
import { ownMesh } from './fixture.ts'

const LIFE_SECONDS = 8
const GRACE_SECONDS = 6

/** A state that was signed just now is refused after that long. */
const REFUSED_MS = (LIFE_SECONDS + GRACE_SECONDS + 15) * 1000

const newsOf = async (agent: Agent): Promise<News> => {
  const { stdout } = await agent.ztm(['status', '--json'])
  const [mesh] = (JSON.parse(stdout) as AgentStatus).meshes
  if (!mesh) throw new Error('the agent is in no mesh')
  return mesh.news
}

test('without news of the CA agents warn, then refuse new sessions, also after a restart, and go on when it is back', async () => {
  const { mesh, scope } = await ownMesh({
    agents: ['a', 'b'],
    ownCA: true,
    caArgs: ['--state-life', `${LIFE_SECONDS}s`],
  })
  const [a, b] = [mesh.agent('a'), mesh.agent('b')]
  const policy = { ...(await a.json<Policy>('policy', 'get')), grace: `${GRACE_SECONDS}s` }
  const file = join(mesh.dir, 'policy.json')
  writeFileSync(file, JSON.stringify(policy))
  await a.ok('policy', 'set', file)
  const echo = await startEcho(scope)
  const port = await freePort()
  await b.ok('publish', 'tcp/echo', echo.address)
  await a.ok('open', String(port), 'tcp/echo')
  await waitFor(() => echoes(scope, port), { what: 'it to work', detail: mesh.tails })
  const first = await newsOf(a)
  expect(first.state).toBe('fresh')
  // Longer than one life: it is signed again in time.
  await waitFor(async () => (await newsOf(a)).expires > first.expires + LIFE_SECONDS * 1000, {
    what: 'two more versions',
    deadline: REFUSED_MS,
    detail: mesh.tails,
  })
  expect((await a.ztm(['status'])).code).toBe(0)
  const stream = await dial(scope, port)
  await stream.exchange('before')
  await mesh.ca?.kill()
  await waitFor(async () => (await newsOf(a)).state === 'stale', { what: 'a warning', deadline: REFUSED_MS })
  const warned = await a.ztm(['status'])
  expect(warned).toMatchObject({ code: 0, stdout: expect.stringContaining('a hub withholds news, or the CA is down') })
  expect(await echoes(scope, port)).toBe(true)
  await waitFor(async () => (await newsOf(b)).state === 'refusing', { what: 'b to refuse', deadline: REFUSED_MS })
  await a.waitForLog('new sessions are refused')
  expect(await a.ztm(['status'])).toMatchObject({ code: 1, stderr: expect.stringContaining('no news of home') })
  expect(echo.connections()).toBe(1)
  expect(String(await stream.exchange('still'))).toBe('still')
  const from = a.log().length
  expect((await drain(scope, port, 'hello')).bytes).toBe(0)
  await a.waitForLog('code=state-stale', from)
  await b.restart()
  const isUp = async () => (await b.ztm(['status'])).stdout.includes('mesh home: connected')
  await waitFor(isUp, { what: 'b to be connected', detail: mesh.tails })
  expect((await newsOf(b)).state).toBe('refusing')
  expect((await drain(scope, port, 'hello')).bytes).toBe(0)
  await mesh.ca?.start()
  await waitFor(async () => (await newsOf(b)).state === 'fresh' && (await newsOf(a)).state === 'fresh', {
    what: 'news again',
    deadline: 60_000,
    detail: mesh.tails,
  })
  await waitFor(() => echoes(scope, port), { what: 'it to work again', deadline: 30_000, detail: mesh.tails })
})
