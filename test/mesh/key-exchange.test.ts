/**
 * Keys are agreed on post-quantum where both sides can, the status says so, and the policy can insist on it.
 */
import { X509Certificate } from 'node:crypto'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { TLSSocket } from 'node:tls'
import { expect, test } from 'vitest'
import type { CAStatus } from '../../src/api/ca.ts'
import type { Policy } from '../../src/api/policy.ts'
import type { AgentStatus, PingResult } from '../../src/api/types.ts'
import { dialTls, stealKey } from '../harness/member.ts'
import { MESH, startAgent } from '../harness/mesh.ts'
import { freePort } from '../harness/ports.ts'
import { echoes, startEcho } from '../harness/tcp.ts'
import { waitFor, within } from '../harness/wait.ts'
import { ownMesh } from './fixture.ts'

const HYBRID = 'X25519MLKEM768'

/** True if the handshake comes to its end. */
const comesUp = (socket: TLSSocket) =>
  within(
    new Promise<boolean>(resolve => {
      socket.on('secureConnect', () => resolve(true))
      socket.on('close', () => resolve(false))
    }),
    { what: 'the end of a handshake' },
  )

test('links and sessions are hybrid by default; with the policy nothing else is taken', async () => {
  const { mesh, scope } = await ownMesh({ agents: ['a', 'b'] })
  const a = mesh.agent('a')
  const { meshes } = await a.json<AgentStatus>('status')
  expect(meshes[0]?.hubs[0]?.keyExchange).toBe(HYBRID)
  expect(await a.ok('status')).toContain(HYBRID)
  expect((await a.json<PingResult>('ping', 'b')).keyExchange).toBe(HYBRID)
  const port = Number(mesh.hubAddress.split(':')[1])
  const shown = stealKey(mesh.agent('b').dir)
  const classical = () => dialTls(scope, { port, alpn: 'ztm-ctl/1', shown, options: { ecdhCurve: 'X25519' } })
  expect(await comesUp(classical())).toBe(true)
  const policy: Policy = { ...(await a.json<Policy>('policy', 'get')), keyExchange: 'hybrid' }
  const file = join(mesh.dir, 'policy.json')
  writeFileSync(file, JSON.stringify(policy))
  await a.ok('policy', 'set', file)
  await waitFor(async () => !(await comesUp(classical())), { what: 'the hub to insist', detail: mesh.tails })
  const echo = await startEcho(scope)
  const local = await freePort()
  await mesh.agent('b').ok('publish', 'tcp/echo', echo.address)
  await a.ok('open', String(local), 'tcp/echo')
  await waitFor(() => echoes(scope, local), { what: 'it to work', detail: mesh.tails })
  for (const name of ['a', 'b']) await mesh.agent(name).restart()
  await mesh.hub.restart()
  await waitFor(() => echoes(scope, local), { what: 'it to work after restarts', deadline: 30_000, detail: mesh.tails })
})

/** The kind of the key in the certificate that a database holds, and of its issuer's. */
function kindsIn(file: string, table: string): [string | undefined, string] {
  const database = new DatabaseSync(file, { readOnly: true })
  const row = database.prepare(`SELECT certificate FROM ${table}`).get() as { certificate: string }
  database.close()
  const { publicKey, signatureAlgorithm } = new X509Certificate(row.certificate)
  return [publicKey.asymmetricKeyType, String(signatureAlgorithm)]
}

test('a mesh of ML-DSA-65 keys, from the root on: endpoints join, call, serve, administer, renew, and follow a new root', async () => {
  const keys = ['--key-type', 'ml-dsa-65']
  const { mesh, scope } = await ownMesh({ agents: ['a'], hubArgs: ['--certificate-life', '20s', ...keys] })
  const { engine, dir } = mesh.agent('a')
  const pq = await startAgent(scope, 'pq', { dir: join(mesh.dir, 'pq'), engine, args: keys })
  await pq.ok('join', MESH, '--permit', await mesh.invite('root'), '--as', 'pq')
  await pq.connected()
  const files = ['ca', 'hub'].map(name => [join(mesh.dir, 'hub', `${name}.db`), name] as const)
  const kinds = () =>
    [...files, [join(pq.dir, 'agent.db'), 'meshes'] as const].map(([file, table]) => kindsIn(file, table))
  const all = ['ml-dsa-65', 'ML-DSA-65']
  expect(kinds()).toEqual([all, all, all])
  // Endpoints choose for themselves.
  expect(kindsIn(join(dir, 'agent.db'), 'meshes')).toEqual(['ed25519', 'ML-DSA-65'])
  const echo = await startEcho(scope)
  await pq.ok('publish', 'tcp/echo', echo.address)
  await mesh.agent('a').ok('publish', 'tcp/back', echo.address)
  const [there, back] = [await freePort(), await freePort()]
  await mesh.agent('a').ok('open', String(there), 'tcp/echo')
  await pq.ok('open', String(back), 'tcp/back')
  const work = async () => {
    for (const port of [there, back]) await waitFor(() => echoes(scope, port), { what: 'a stream', detail: mesh.tails })
  }
  await work()
  const issuer = () => new X509Certificate(stealKey(pq.dir).cert).issuer
  expect(issuer()).not.toContain(`${MESH} CA 2`)
  await pq.ok('ca', 'rotate')
  const isRetired = async () => (await pq.json<CAStatus>('ca')).roots.map(root => root.name).join() === `${MESH} CA 2`
  await waitFor(isRetired, { what: 'the first root to be retired', deadline: 60_000, detail: mesh.tails })
  expect(issuer()).toContain(`${MESH} CA 2`)
  expect(kinds()).toEqual([all, all, all])
  await work()
  await pq.ok('invite', 'bob')
})
