/**
 * Bad certificates in real handshakes: nobody in a mesh gives one byte to whoever shows one, and goes on serving the others.
 *
 * Everything is tried with a good certificate first: a test that gets no byte whatever it shows would prove nothing.
 */
import { readFileSync } from 'node:fs'
import { connect as connectHttp2 } from 'node:http2'
import { join } from 'node:path'
import { connect, createServer, type TLSSocket } from 'node:tls'
import { describe, expect, test } from 'vitest'
import type { ErrorBody } from '../../src/api/errors.ts'
import type { Permit } from '../../src/api/permit.ts'
import type { AgentStatus } from '../../src/api/types.ts'
import { readCA, type Shown } from '../harness/certificates.ts'
import { MESH } from '../harness/mesh.ts'
import { freePort } from '../harness/ports.ts'
import { dial, startEcho } from '../harness/tcp.ts'
import { within } from '../harness/wait.ts'
import { badCertificates, type Mint, mint, notEndpoints, notHubs } from './bad-certificates.ts'
import { testScope, useMesh } from './fixture.ts'

let endpoint: Mint
let hub: Mint
/** The id of agent b. */
let callee = ''

const mesh = useMesh({ agents: ['a', 'b'] }, async ({ addAgent, agent, dir }) => {
  await addAgent('stranger', { alone: true })
  const ca = readCA(join(dir, 'hub'))
  const now = Date.now()
  endpoint = { ca, role: 'endpoint', cn: 'root', names: ['11111111-2222-3333-4444-555555555555.ep.ztm'], now }
  hub = { ca, role: 'hub', cn: 'h1', names: ['h1.hub.ztm', '127.0.0.1'], now }
  const { meshes } = await agent('b').json<AgentStatus>('status')
  callee = meshes[0]?.endpoint.id ?? ''
})

/** How a client of HTTP/2 begins (RFC 9113, section 3.4): whoever takes it for one answers. */
const preface = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\x04\0\0\0\0\0', 'latin1')

/** An agent gives a hub up after less. */
const JOIN_MS = 15_000

const hubPort = () => Number(mesh().hubAddress.split(':')[1])

interface Dial {
  alpn: string
  shown: Shown
  servername?: string
}

function dialTls({ alpn, shown, servername = 'localhost' }: Dial): TLSSocket {
  const socket = connect({
    host: '127.0.0.1',
    port: hubPort(),
    ...shown,
    ALPNProtocols: [alpn],
    servername,
    // Whom the client trusts is not what is tested, and it may show what OpenSSL would not let it.
    rejectUnauthorized: false,
    ciphers: 'DEFAULT:@SECLEVEL=0',
    minVersion: 'TLSv1.3',
  })
  testScope().defer(() => {
    socket.destroy()
  })
  return socket
}

/** How many bytes are answered until the first of them, or until the connection is closed by the other side. */
async function answered(to: Dial): Promise<number> {
  const socket = dialTls(to)
  socket.write(preface)
  const first = new Promise<number>(resolve => {
    socket.on('data', data => resolve(data.length))
    socket.on('error', () => undefined)
    socket.on('close', () => resolve(0))
  })
  return within(first, { what: `an answer or an end on ${to.alpn}`, detail: mesh().tails })
}

/** A ticket for a splice to agent b, as an endpoint with a good certificate takes it. */
async function takeTicket(): Promise<string> {
  const createConnection = () => dialTls({ alpn: 'ztm-ctl/1', shown: mint(endpoint) })
  const control = connectHttp2('https://hub', { createConnection })
  const stream = control.request({ ':method': 'POST', ':path': '/api/splices', 'content-type': 'application/json' })
  stream.end(JSON.stringify({ endpoint: callee }))
  let text = ''
  stream.on('data', data => {
    text += data
  })
  await within(new Promise(resolve => stream.on('end', resolve)), { what: 'a ticket' })
  control.destroy()
  return (JSON.parse(text) as { ticket: string }).ticket
}

/** As `answered`, of agent b, by a splice. */
async function answeredByPeer(shown: Shown): Promise<number> {
  const servername = `${await takeTicket()}.splice.ztm`
  return answered({ alpn: 'ztm-peer/1', shown, servername })
}

const asEndpoint = [...badCertificates, ...notEndpoints]

describe.each(['ztm-ctl/1', 'ztm-srv/1'])('toward the hub by %s', alpn => {
  test('a good certificate is answered', async () => {
    expect(await answered({ alpn, shown: mint(endpoint) })).toBeGreaterThan(0)
  })

  test.each(asEndpoint)('%s is not', async (_, make) => {
    expect(await answered({ alpn, shown: make(endpoint) })).toBe(0)
  })
})

describe('toward another endpoint', () => {
  test('a good certificate is answered', async () => {
    expect(await answeredByPeer(mint(endpoint))).toBeGreaterThan(0)
  })

  test.each(asEndpoint)('%s is not', async (_, make) => {
    expect(await answeredByPeer(make(endpoint))).toBe(0)
  })
})

/** What an agent that wants to join says to a hub that shows this: how many bytes, and how it tells its user. */
async function joinAt(shown: Shown): Promise<{ bytes: number; reason: string }> {
  const port = await freePort()
  let bytes = 0
  const options = { ...shown, ALPNProtocols: ['ztm-join/1'], ciphers: 'DEFAULT:@SECLEVEL=0' }
  const server = createServer(options, socket => {
    socket.on('error', () => undefined)
    socket.on('data', data => {
      bytes += data.length
      socket.destroy()
    })
  })
  server.on('tlsClientError', () => undefined)
  await new Promise<void>(resolve => server.listen(port, '127.0.0.1', resolve))
  testScope().defer(() => {
    server.close()
  })
  const stranger = mesh().agent('stranger')
  const permit = { ...readPermit(), hubs: [`127.0.0.1:${port}`] }
  const answer = await fetch(`http://${stranger.address()}/api/meshes`, {
    method: 'POST',
    headers: { authorization: `Bearer ${readFileSync(join(stranger.dir, 'api-token'), 'utf8').trim()}` },
    body: JSON.stringify({ name: MESH, as: 'x', permit }),
    signal: AbortSignal.timeout(JOIN_MS),
  })
  const { code, message } = (await answer.json()) as ErrorBody
  return { bytes, reason: `${message} (${code})` }
}

const readPermit = () => JSON.parse(readFileSync(mesh().rootPermit, 'utf8')) as Permit

describe('of a hub, toward a new endpoint', () => {
  test('a good certificate is told the request', async () => {
    expect((await joinAt(mint(hub))).bytes).toBeGreaterThan(0)
  })

  test.each([...badCertificates, ...notHubs])('%s is told nothing', async (_, make) => {
    const { bytes, reason } = await joinAt(make(hub))
    expect(bytes).toBe(0)
    expect(reason).toMatch(/\((certificate-\w+|permit-foreign)\)/)
  })
})

test('after all that, the mesh works as before', async () => {
  const echo = await startEcho(testScope())
  const port = await freePort()
  await mesh().agent('b').ok('publish', 'tcp/echo', echo.address)
  await mesh().agent('a').ok('open', String(port), 'tcp/echo')
  expect(String(await (await dial(testScope(), port)).exchange('still here'))).toBe('still here')
})
