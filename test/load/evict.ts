/**
 * How long an eviction takes: from the request of an administrator to the end of a live stream, at both its ends, while so many
 * endpoints are connected.
 *
 *   COUNT=200 ROUNDS=3 ENGINE=node|pipy node test/load/evict.ts
 *
 * Owns a mesh on loopback. Endpoints that only have to be there are memberships of one more agent, each with its own key,
 * certificate and two connections. Exit status 1 if a cut takes longer than `MOST_MS`.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { buildIfNeeded } from '../harness/build.ts'
import { type EngineName, engines } from '../harness/engines.ts'
import { type Agent, MESH, startMesh } from '../harness/mesh.ts'
import { freePort } from '../harness/ports.ts'
import { createScope, type Scope } from '../harness/scope.ts'
import { dial, echoes, type Server, startEcho } from '../harness/tcp.ts'
import { waitFor, within } from '../harness/wait.ts'

/** What the design promises on a connected mesh. */
const MOST_MS = 1000

/** The agents that the stream needs: an administrator's, which serves too, and the one that is evicted. */
const NEEDED = 2

/** How long all may take to come. */
const JOINED_MS = 180_000

/** One request to the local API of an agent. */
async function call(agent: Agent, method: string, path: string, body?: unknown): Promise<unknown> {
  const token = readFileSync(join(agent.dir, 'api-token'), 'utf8').trim()
  const response = await fetch(`http://${agent.address()}/api${path}`, {
    method,
    headers: { authorization: `Bearer ${token}` },
    body: body === undefined ? undefined : JSON.stringify(body),
  })
  if (!response.ok) throw new Error(`${method} ${path}: ${await response.text()}`)
  return response.json()
}

/** A stream of `victim` to an echo server behind `admin`; gives how long each end of it lived after the eviction. */
async function measure(scope: Scope, { admin, victim, echo }: { admin: Agent; victim: Agent; echo: Server }) {
  const port = await freePort()
  await victim.ok('open', String(port), 'tcp/echo')
  await waitFor(() => echoes(scope, port), { what: 'the stream' })
  await waitFor(() => echo.connections() === 0, { what: 'the first connection to end' })
  const stream = await dial(scope, port)
  await stream.exchange('here')
  const begin = performance.now()
  const times: Record<string, number> = {}
  const note = (name: string) => () => {
    times[name] = performance.now() - begin
  }
  const told = call(admin, 'POST', `/meshes/${MESH}/evictions`, { endpoint: victim.name }).then(note('told'))
  const caller = stream.ended.then(note('caller'))
  const callee = waitFor(() => echo.connections() === 0, { what: 'the end at the target' }).then(note('callee'))
  await within(Promise.all([told, caller, callee]), { what: 'the cut', deadline: 30_000 })
  return times
}

async function main(): Promise<number> {
  buildIfNeeded()
  const name: EngineName = process.env.ENGINE === 'pipy' ? 'pipy' : 'node'
  const count = Number(process.env.COUNT || NEEDED)
  const rounds = Number(process.env.ROUNDS || 3)
  const scope = createScope()
  try {
    const layout = { name, engine: () => engines[name] }
    const mesh = await startMesh(scope, { layout, agents: ['a'] })
    const admin = mesh.agent('a')
    const echo = await startEcho(scope)
    await admin.ok('publish', 'tcp/echo', echo.address)
    const crowd = await mesh.addAgent('crowd', { alone: true })
    const permit = JSON.parse(readFileSync(await mesh.invite('root', '--uses', '1000'), 'utf8')) as unknown
    for (let i = 0; i < count - NEEDED; i++)
      await call(crowd, 'POST', '/meshes', { name: `m${i}`, as: `m${i}`, permit })
    let worst = 0
    for (let round = 0; round < rounds; round++) {
      const victim = await mesh.addAgent(`c${round}`)
      const online = async () => {
        const page = (await call(admin, 'GET', `/meshes/${MESH}/endpoints?limit=1000`)) as { items: unknown[] }
        return page.items.length === count
      }
      await waitFor(online, { what: `${count} endpoints`, deadline: JOINED_MS, detail: mesh.tails })
      const { told = 0, caller = 0, callee = 0 } = await measure(scope, { admin, victim, echo })
      const shown = [told, caller, callee].map(ms => `${Math.round(ms)} ms`)
      console.log(
        `${name}, ${count} endpoints: answered ${shown[0]}, cut at the caller ${shown[1]}, at the callee ${shown[2]}`,
      )
      worst = Math.max(worst, caller, callee)
      await victim.kill()
    }
    return worst > MOST_MS ? 1 : 0
  } finally {
    await scope.close()
  }
}

process.exit(await main())
