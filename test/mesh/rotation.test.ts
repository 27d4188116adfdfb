/**
 * Rotation of the root: everybody follows while streams go on, the old root is retired, and nobody has to join again.
 */
import { join } from 'node:path'
import { connect } from 'node:tls'
import { expect, test } from 'vitest'
import type { CAStatus } from '../../src/api/ca.ts'
import { readCA } from '../harness/certificates.ts'
import { type Agent, MESH, type Mesh } from '../harness/mesh.ts'
import { freePort } from '../harness/ports.ts'
import { dial, echoes, startEcho } from '../harness/tcp.ts'
import { waitFor, within } from '../harness/wait.ts'
import { mint } from './bad-certificates.ts'
import { ownMesh } from './fixture.ts'

/** Those who have to renew at once are spread over a twentieth of it. */
const LIFE = ['--certificate-life', '60s']

/** Renewals, three versions of the mesh state, a loaded machine. */
const ROTATED_MS = 45_000

const statusOf = (agent: Agent) => agent.json<CAStatus>('ca')

/** True if the hub takes a certificate of an endpoint that this CA has signed. */
async function takes(mesh: Mesh, ca: ReturnType<typeof readCA>): Promise<boolean> {
  const names = ['11111111-2222-3333-4444-555555555555.ep.ztm']
  const shown = mint({ ca, role: 'endpoint', cn: 'root', names, now: Date.now() })
  const port = Number(mesh.hubAddress.split(':')[1])
  const options = { ...shown, ALPNProtocols: ['ztm-ctl/1'], servername: 'localhost', rejectUnauthorized: false }
  const socket = connect({ host: '127.0.0.1', port, ...options })
  const answered = new Promise<boolean>(resolve => {
    socket.on('data', () => resolve(true))
    socket.on('error', () => undefined)
    socket.on('close', () => resolve(false))
  })
  socket.write(Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0', 'latin1'))
  try {
    return await within(answered, { what: 'an answer or an end', detail: mesh.tails })
  } finally {
    socket.destroy()
  }
}

test.each([
  ['in the hub', false],
  ['of its own process', true],
])('with a CA %s, all follow, one that was off too, and the old root is worth nothing', async (_, ownCA) => {
  const { mesh, scope } = await ownMesh({
    agents: ['a', 'b', 'c'],
    ownCA,
    ...(ownCA ? { caArgs: LIFE } : { hubArgs: LIFE }),
  })
  const admin = mesh.agent('a')
  const echo = await startEcho(scope)
  const port = await freePort()
  await mesh.agent('b').ok('publish', 'tcp/echo', echo.address)
  await admin.ok('open', String(port), 'tcp/echo')
  const stream = await dial(scope, port)
  await stream.exchange('before')
  const oldPermit = await mesh.invite('alice')
  const oldRoot = readCA(join(mesh.dir, ownCA ? 'ca' : 'hub'))
  expect(await takes(mesh, oldRoot)).toBe(true)
  await mesh.agent('c').kill()
  const begun = JSON.parse(await admin.ok('ca', 'rotate', '--json')) as CAStatus
  expect(begun.roots.map(root => root.name)).toEqual([`${MESH} CA`, `${MESH} CA 2`])
  const refused = await admin.ztm(['ca', 'rotate'])
  expect(refused).toMatchObject({ code: 1, stderr: expect.stringContaining('(already-exists)') })
  const waiting = async () => (await statusOf(admin)).waitingFor.map(one => one.name).join()
  await waitFor(async () => (await waiting()) === 'c', {
    what: 'all but c to follow',
    deadline: ROTATED_MS,
    detail: mesh.tails,
  })
  expect(String(await stream.exchange('meanwhile'))).toBe('meanwhile')
  await waitFor(() => echoes(scope, port), { what: 'a new connection meanwhile', detail: mesh.tails })
  await mesh.agent('c').start()
  const retired = async () => (await statusOf(admin)).roots.length === 1
  await waitFor(retired, { what: 'the old root to be retired', deadline: ROTATED_MS, detail: mesh.tails })
  const { roots } = await statusOf(admin)
  expect(roots[0]).toMatchObject({ name: `${MESH} CA 2`, endpoints: 3, hubs: 1 })
  expect(String(await stream.exchange('after'))).toBe('after')
  await waitFor(() => echoes(scope, port), { what: 'a new connection after it', detail: mesh.tails })
  await waitFor(async () => !(await takes(mesh, oldRoot)), {
    what: 'the hub to refuse the old root',
    detail: mesh.tails,
  })
  for (const name of ['a', 'b', 'c']) await mesh.agent(name).restart()
  await mesh.hub.restart()
  for (const name of ['a', 'b', 'c']) await mesh.agent(name).connected()
  await waitFor(() => echoes(scope, port), { what: 'it to work after restarts', deadline: 30_000, detail: mesh.tails })
  const late = await mesh.addAgent('late', { alone: true })
  expect((await late.ztm(['join', MESH, '--permit', oldPermit, '--as', 'late'])).stderr).toContain('(permit-foreign)')
  await late.ok('join', MESH, '--permit', await mesh.invite('alice'), '--as', 'late')
  await late.connected()
})

test('who is off for good is left behind when an administrator says so', async () => {
  const { mesh } = await ownMesh({ agents: ['a', 'b'], hubArgs: ['--certificate-life', '10m'] })
  const admin = mesh.agent('a')
  expect(await admin.ztm(['ca', 'retire'])).toMatchObject({ code: 2, stderr: expect.stringContaining('one root') })
  await mesh.agent('b').kill()
  await admin.ok('ca', 'rotate')
  const waiting = async () => (await statusOf(admin)).waitingFor.map(one => one.name).join()
  await waitFor(async () => (await waiting()) === 'b', {
    what: 'a to follow',
    deadline: ROTATED_MS,
    detail: mesh.tails,
  })
  await admin.ok('ca', 'retire')
  const retired = async () => (await statusOf(admin)).roots.length === 1
  await waitFor(retired, { what: 'the old root to be retired', deadline: ROTATED_MS, detail: mesh.tails })
  const b = mesh.agent('b')
  await b.start()
  await waitFor(async () => (await b.ztm(['status'])).stdout.includes('certificate-'), {
    what: 'b to be told',
    detail: mesh.tails,
  })
  await b.ok('leave', MESH)
  await b.ok('join', MESH, '--permit', await mesh.invite('root'), '--as', 'b')
  await b.connected()
})
