/**
 * What anybody may send to a role without a certificate: to the join port of a hub and of a CA, and to an agent's own API. Every
 * answer to a bad request is a refusal with a code; the role goes on.
 */
import { readFileSync } from 'node:fs'
import { type ClientHttp2Session, connect as connectHttp2 } from 'node:http2'
import { connect as connectTls } from 'node:tls'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type Mesh, startMesh } from '../harness/mesh.ts'
import { createScope, type Scope } from '../harness/scope.ts'
import { dial } from '../harness/tcp.ts'
import { within } from '../harness/wait.ts'
import type { RoleProcess } from '../harness/ztm.ts'
import { again, createRandom, FUZZ_MS, mutate, type Random } from './random.ts'
import { samples } from './samples.ts'
import { sendBytes } from './target.ts'

/** An answer, on the slowest machine. */
const ANSWER_MS = 20_000

const AT_A_TIME = 8

let scope: Scope
let mesh: Mesh
beforeAll(async () => {
  scope = createScope()
  mesh = await startMesh(scope, { agents: ['a'], ownCA: true, limit: FUZZ_MS * 6 + 120_000 })
}, 60_000)
afterAll(() => scope?.close())

interface Reply {
  status: number
  body: string
}

/** One request on a connection of its own. */
function ask({ port, alpn }: { port: number; alpn: string }, path: string, body: Buffer): Promise<Reply> {
  const socket = connectTls({ port, host: '127.0.0.1', ALPNProtocols: [alpn], rejectUnauthorized: false })
  let session: ClientHttp2Session | undefined
  const reply = new Promise<Reply>((resolve, reject) => {
    socket.on('error', reject)
    socket.once('close', () => reject(new Error('the connection was closed without an answer')))
    socket.once('secureConnect', () => {
      session = connectHttp2('http://hub', { createConnection: () => socket })
      session.on('error', reject)
      const request = session.request({ ':method': 'POST', ':path': path })
      const got: Reply = { status: 0, body: '' }
      request.on('response', headers => {
        got.status = Number(headers[':status'])
      })
      request.on('data', chunk => {
        got.body += chunk
      })
      request.on('end', () => resolve(got))
      request.on('error', reject)
      request.end(body)
    })
  })
  return within(reply, { what: `an answer to ${body.toString('hex')}; ${again}`, deadline: ANSWER_MS }).finally(() => {
    session?.destroy()
    socket.destroy()
  })
}

async function repeat(attack: () => Promise<void>): Promise<void> {
  const end = performance.now() + FUZZ_MS
  const worker = async () => {
    while (performance.now() < end) await attack()
  }
  await Promise.all(Array.from({ length: AT_A_TIME }, worker))
}

/** A refusal says why, in the words of the contract, and is never the fault of the one who refuses. */
function expectRefusal({ status, body }: Reply, sent: Buffer): void {
  const why = `for ${sent.toString('hex')}; ${again}\n${mesh.tails()}`
  expect(status, why).toBeGreaterThanOrEqual(400)
  expect(status, why).toBeLessThan(500)
  const { code, message } = JSON.parse(body) as { code?: string; message?: string }
  expect(code, why).toMatch(/^[a-z-]+$/)
  expect(code, why).not.toBe('internal')
  expect(message, why).toBeTruthy()
}

function expectAlive(role: RoleProcess | null): void {
  expect(role?.child().exit, role?.tail()).toBeNull()
  expect(role?.log(), again).not.toMatch(/\[ERR\]|TypeError|RangeError/)
}

const portOf = (role: RoleProcess | null) => Number(role?.address().split(':').pop())

/** Requests to enrol: of a true form, and pieces that JSON is made of. */
function requests(): Buffer[] {
  const permit = JSON.parse(readFileSync(mesh.rootPermit, 'utf8')) as { token: { id: string }; user: string }
  const request = { token: permit.token.id, mesh: 'x', user: permit.user, name: 'n', publicKey: 'PEM', mac: 'AAAA' }
  const forms = [
    request,
    { ...request, addresses: ['127.0.0.1:1'] },
    [],
    null,
    1,
    'text',
    { token: {} },
    { ...request, name: ['n'] },
  ]
  const deep = '['.repeat(5000) + ']'.repeat(5000)
  return [...forms.map(form => JSON.stringify(form)), deep, '{"__proto__":{"user":"root"}}', '{"token":"\\ud800"}'].map(
    text => Buffer.from(text),
  )
}

function unsettle(list: Buffer[], random: Random): Buffer {
  return random.chance(0.3) ? random.pick(list) : mutate(list, random)
}

test('requests to enrol, at a hub', async () => {
  const random = createRandom('enrol')
  const list = requests()
  const at = { port: portOf(mesh.hub), alpn: 'ztm-join/1' }
  const paths = ['/api/enrol', '/api/enrol', '/api/enrol', '/', '/api/endpoints', '/api/%00', '/api/enrol/../state']
  await repeat(async () => {
    const body = unsettle(list, random)
    expectRefusal(await ask(at, random.pick(paths), body), body)
  })
  expectAlive(mesh.hub)
  expectAlive(mesh.ca)
})

test('bytes at a hub, a CA and an agent', async () => {
  const random = createRandom('roles')
  const text = (value: string) => Buffer.from(value)
  const more = ['ztm-splice/1 abcdefgh\n', 'ztm-splice/1 ', 'GET /api/status HTTP/1.1\r\nhost: localhost\r\n\r\n'].map(
    text,
  )
  const from = [...samples.flatMap(one => one.samples), ...more]
  const ports = [mesh.hub, mesh.ca, mesh.agent('a')].map(portOf)
  await repeat(() => sendBytes(random.pick(ports), mutate(from, random), random))
  for (const role of [mesh.hub, mesh.ca, mesh.agent('a')]) expectAlive(role)
  await mesh.agent('a').connected()
})

test('a hub and a CA kept what was no ClientHello, without limit: now it is refused at once', async () => {
  const openings = [Buffer.from('GET / HTTP/1.1\r\n'), Buffer.alloc(200_000, 0x16), Buffer.from('ztm-splice/1')]
  for (const port of [mesh.hub, mesh.ca].map(portOf)) {
    for (const bytes of openings) {
      const { socket, ended } = await dial(scope, port)
      socket.write(bytes)
      await within(ended, { what: `the end of ${bytes.toString('latin1', 0, 12)}`, deadline: ANSWER_MS })
    }
  }
})

test('bodies at an agent', async () => {
  const random = createRandom('agent')
  const permit = readFileSync(mesh.rootPermit)
  const bodies = [
    Buffer.concat([Buffer.from('{"name":"m","as":"x","permit":'), permit, Buffer.from('}')]),
    ...['{"target":"127.0.0.1:1"}', '{"target":5}', '{"name":"m"}', '[]', '{"permit":{}}'].map(text =>
      Buffer.from(text),
    ),
  ]
  const paths = [
    '/api/meshes',
    '/api/meshes/home/permits',
    '/api/meshes/home/services/tcp/x',
    '/api/meshes/home/ports',
    '/api/x',
  ]
  const base = `http://127.0.0.1:${portOf(mesh.agent('a'))}`
  await repeat(async () => {
    const body = unsettle(bodies, random)
    const method = random.pick(['POST', 'PUT', 'PATCH', 'DELETE'])
    const signal = AbortSignal.timeout(ANSWER_MS)
    const answer = await fetch(base + random.pick(paths), { method, body: new Uint8Array(body), signal })
    const got = { status: answer.status, body: await answer.text() }
    if (got.status >= 300)
      expect(got.body, `${method} ${body.toString('hex')}; ${again}`).toMatch(/"code":"(?!internal)/)
  })
  expectAlive(mesh.agent('a'))
})
