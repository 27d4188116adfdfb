/**
 * What an attacker tries with raw connections, stolen keys and requests that no agent of ours makes; after each the mesh is as
 * before. What is tried with certificates is in certificates.test.ts, at the CA in test/engine/cases/ca.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { get as getHttp, request as requestHttp } from 'node:http'
import { join } from 'node:path'
import type { TLSSocket } from 'node:tls'
import { describe, expect, test } from 'vitest'
import type { ErrorBody } from '../../src/api/errors.ts'
import type { Endpoint } from '../../src/api/types.ts'
import { preface, settings } from '../fuzz/frames.ts'
import { findProgram } from '../harness/engines.ts'
import { ask, dialTls, head, type StolenKey, stealKey } from '../harness/member.ts'
import { freePort } from '../harness/ports.ts'
import { launch } from '../harness/process.ts'
import { dial, drain, echoes, startEcho } from '../harness/tcp.ts'
import { makeTemp } from '../harness/tmp.ts'
import { waitFor, within } from '../harness/wait.ts'
import { ownMesh, testScope, useMesh } from './fixture.ts'

const mesh = useMesh({ agents: ['a', 'b'], ownCA: true }, async ({ addAgent }) => {
  await addAgent('mallory', { user: 'mallory' })
})

const keyOf = (name: string): StolenKey => stealKey(mesh().agent(name).dir)
const hubPort = () => Number(mesh().hubAddress.split(':')[1])
const caPort = () => Number(mesh().ca?.address().split(':')[1])

/** A control connection with the key of an agent. */
const control = (name: string): TLSSocket =>
  dialTls(testScope(), { port: hubPort(), alpn: 'ztm-ctl/1', shown: keyOf(name) })

const json = (value: unknown) => Buffer.from(JSON.stringify(value))
const codeOf = (body: string) => (JSON.parse(body) as ErrorBody).code

/** A session to an endpoint, by a splice of the hub, with the key of an agent. */
async function session(from: string, to: string, options = {}): Promise<TLSSocket> {
  const { body } = await ask(control(from), head('POST', '/api/splices'), json({ endpoint: keyOf(to).id }))
  const { ticket } = JSON.parse(body) as { ticket: string }
  const servername = `${ticket}.splice.ztm`
  return dialTls(testScope(), { port: hubPort(), alpn: 'ztm-peer/1', shown: keyOf(from), servername, options })
}

/** A port of an agent that leads to a service. */
async function openAt(name: string, service: string): Promise<number> {
  const port = await freePort()
  await mesh().agent(name).ok('open', String(port), service)
  return port
}

/** A stream through the mesh that must outlive an attack. */
async function watched() {
  const scope = testScope()
  const echo = await startEcho(scope)
  await mesh().agent('b').ok('publish', 'tcp/watched', echo.address)
  const port = await openAt('a', 'tcp/watched')
  await waitFor(() => echoes(scope, port), { what: 'it to work', detail: mesh().tails })
  const stream = await dial(scope, port)
  await stream.exchange('before')
  return { port, scope, check: async () => expect(String(await stream.exchange('after'))).toBe('after') }
}

describe('a member', () => {
  test('who guesses names of services learns nothing: the answers are the same, byte for byte', async () => {
    const echo = await startEcho(testScope())
    await mesh().agent('b').ok('publish', 'tcp/private', echo.address)
    const guess = async (name: string) => ask(await session('mallory', 'b'), head('CONNECT', `/services/tcp/${name}`))
    const [real, none] = [await guess('private'), await guess('nowhere')]
    expect(codeOf(real.body)).toBe('access-denied')
    expect(none.body).toBe(real.body)
    expect(none.head.equals(real.head)).toBe(true)
    expect(echo.accepted()).toBe(0)
    const api = await ask(await session('mallory', 'b'), head('GET', '/api/ping'))
    expect(codeOf(api.body)).toBe('access-denied')
  })

  test('who asks the hub for what is of others gets it for itself only', async () => {
    const report = { name: 'b', version: 'x', services: [{ protocol: 'tcp', name: 'private' }] }
    const { id } = keyOf('b')
    const other = await ask(control('mallory'), head('PUT', `/api/endpoints/${id}`), json(report))
    expect(codeOf(other.body)).toMatch(/^(not-found|method-not-allowed)$/)
    const own = await ask(control('mallory'), head('PUT', '/api/endpoints/self'), json({ ...report, id }))
    expect(JSON.parse(own.body)).toEqual({ accepted: true })
    const listed = await mesh().agent('a').json<Endpoint[]>('get', 'endpoints')
    expect(listed.find(one => one.id === id)?.user).toBe('root')
    expect(
      listed
        .filter(one => one.name === 'b')
        .map(one => one.user)
        .sort(),
    ).toEqual(['mallory', 'root'])
    for (const path of ['/api/admin', '/api/enrol', '/api/state', '/api/hubs/self', '/metrics']) {
      expect(codeOf((await ask(control('mallory'), head('POST', path), json({}))).body)).toBe('not-found')
    }
  })

  test('who publishes under the name of another, and is named like its computer, gets nothing of what is meant for it', async () => {
    const scope = testScope()
    const [hers, theirs] = [await startEcho(scope), await startEcho(scope)]
    await mesh().agent('b').ok('publish', 'tcp/bank', hers.address)
    await mesh().agent('mallory').ok('publish', 'tcp/bank', theirs.address)
    const report = { name: 'b', version: 'x', services: [{ protocol: 'tcp', name: 'bank' }] }
    await ask(control('mallory'), head('PUT', '/api/endpoints/self'), json(report))
    for (const service of ['tcp/bank', 'tcp/bank@b']) {
      const port = await openAt('a', service)
      for (let i = 0; i < 5; i++) expect(await echoes(scope, port)).toBe(true)
    }
    expect(theirs.accepted()).toBe(0)
    // Not even when the real one does not answer.
    await hers.close()
    expect((await drain(scope, await openAt('a', 'tcp/bank'), 'secret')).bytes).toBe(0)
    expect(theirs.accepted()).toBe(0)
  })

  test('who lets itself be carried to itself gets there, once, and blocks nobody', async () => {
    const { check } = await watched()
    const socket = await session('a', 'a')
    const { body } = await ask(socket, head('GET', '/api/ping'))
    expect(JSON.parse(body)).toHaveProperty('time')
    await check()
  })

  test('whose ticket was used, or never given, is carried nowhere', async () => {
    const { body } = await ask(control('a'), head('POST', '/api/splices'), json({ endpoint: keyOf('b').id }))
    const { ticket } = JSON.parse(body) as { ticket: string }
    const at = { port: hubPort(), alpn: 'ztm-peer/1', shown: keyOf('a') }
    const first = dialTls(testScope(), { ...at, servername: `${ticket}.splice.ztm` })
    await ask(first, head('GET', '/api/ping'))
    for (const name of [ticket, '0'.repeat(ticket.length)]) {
      const socket = dialTls(testScope(), { ...at, servername: `${name}.splice.ztm` })
      expect((await ask(socket, head('GET', '/api/ping'))).body).toBe('')
    }
  })
})

describe('downgrades', () => {
  const old = { maxVersion: 'TLSv1.2' as const }
  const failed = (socket: TLSSocket) =>
    within(
      new Promise<boolean>(resolve => {
        socket.on('secureConnect', () => resolve(false))
        socket.on('close', () => resolve(true))
      }),
      { what: 'the end of a handshake' },
    )

  test.each(['ztm-ctl/1', 'ztm-srv/1', 'ztm-join/1'])('a hub speaks no older TLS for %s', async alpn => {
    const shown = keyOf('a')
    expect(await failed(dialTls(testScope(), { port: hubPort(), alpn, shown }))).toBe(false)
    expect(await failed(dialTls(testScope(), { port: hubPort(), alpn, shown, options: old }))).toBe(true)
  })

  test.each(['ztm-ca/1', 'ztm-join/1'])('a CA speaks no older TLS for %s', async alpn => {
    const shown = keyOf('a')
    expect(await failed(dialTls(testScope(), { port: caPort(), alpn, shown, options: old }))).toBe(true)
  })

  test('an endpoint speaks no older TLS and no other protocol', async () => {
    expect(await failed(await session('a', 'b'))).toBe(false)
    expect(await failed(await session('a', 'b', old))).toBe(true)
    expect(await failed(await session('a', 'b', { ALPNProtocols: ['ztm-ctl/1'] }))).toBe(true)
  })

  test.each(['h2', 'ztm-ctl/0', 'ztm-peer/1', 'ztm-adm/1'])(
    'a hub and a CA end a connection that offers %s',
    async alpn => {
      for (const port of [hubPort(), caPort()]) {
        expect(await failed(dialTls(testScope(), { port, alpn, shown: keyOf('a') }))).toBe(true)
      }
    },
  )

  test('openssl s_client gets in with TLS 1.3, a certificate and the right protocol, and with nothing less', async context => {
    const program = findProgram('openssl')
    if (!program) return context.skip('there is no openssl')
    const scope = testScope()
    const directory = makeTemp(scope, 's_client')
    const { cert, key } = keyOf('mallory')
    for (const [name, text] of Object.entries({ cert, key })) writeFileSync(join(directory, name), text)
    const shown = ['-cert', join(directory, 'cert'), '-key', join(directory, 'key')]
    /** What an HTTP/2 client is answered: nothing, if it was not let in. */
    const said = async (...options: string[]) => {
      const argv = [program, 's_client', '-connect', mesh().hubAddress, '-quiet', '-ign_eof', ...options]
      const client = launch(scope, { name: 's_client', argv, input: Buffer.concat([preface, settings()]) })
      await waitFor(() => client.exit !== null || client.stdout() !== '', { what: 'an answer or an end' })
      return client.stdout().length
    }
    expect(await said('-alpn', 'ztm-ctl/1', ...shown)).toBeGreaterThan(0)
    expect(await said('-alpn', 'ztm-ctl/1', ...shown, '-tls1_2')).toBe(0)
    expect(await said('-alpn', 'ztm-ctl/1')).toBe(0)
    expect(await said('-alpn', 'h2', ...shown)).toBe(0)
    expect(await said(...shown)).toBe(0)
  })

  test('an endpoint is not let into the port of the CA', async () => {
    const socket = dialTls(testScope(), { port: caPort(), alpn: 'ztm-ca/1', shown: keyOf('a') })
    expect((await ask(socket, head('GET', '/api/state'))).body).toBe('')
  })
})

describe('too much', () => {
  const MB = 1 << 20

  test('bodies beyond a megabyte, deep documents and long names are refused, and nobody notices', async () => {
    const { check } = await watched()
    const large = await ask(control('mallory'), head('PUT', '/api/endpoints/self'), Buffer.alloc(2 * MB, 0x20))
    expect(codeOf(large.body)).toBe('too-large')
    const services = Array.from({ length: 2000 }, (_, i) => ({ protocol: 'tcp', name: `s${i}` }))
    const many = await ask(
      control('mallory'),
      head('PUT', '/api/endpoints/self'),
      json({ name: 'x', version: 'x', services }),
    )
    expect(codeOf(many.body)).toBe('too-large')
    const long = await ask(
      control('mallory'),
      head('PUT', '/api/endpoints/self'),
      json({ name: 'x'.repeat(64), version: 'x', services: [] }),
    )
    expect(codeOf(long.body)).toBe('bad-request')
    const deep = await ask(control('mallory'), head('POST', '/api/splices'), Buffer.from('['.repeat(100_000)))
    expect(codeOf(deep.body)).toBe('bad-request')
    const path = await ask(control('mallory'), head('GET', `/api/endpoints/${'x'.repeat(10_000)}`))
    expect(path.body).toMatch(/^$|"code":"(endpoint-not-found|not-found|bad-request)"/)
    const joining = dialTls(testScope(), { port: hubPort(), alpn: 'ztm-join/1' })
    expect(codeOf((await ask(joining, head('POST', '/api/enrol'), Buffer.alloc(2 * MB, 0x20))).body)).toBe('too-large')
    await check()
  })

  test('a bad key or signature broke the connections of others: it is told as such, and nobody notices', async () => {
    const { check, port, scope } = await watched()
    const broken = '-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEAAAAA\n-----END PUBLIC KEY-----\n'
    const request = { token: 'x', mesh: 'x', user: 'x', mac: 'x', name: 'n', publicKey: broken }
    const links = () => mesh().hub.log().split('endpoint offline').length
    const before = links()
    for (let i = 0; i < 10; i++) {
      const joining = dialTls(testScope(), { port: hubPort(), alpn: 'ztm-join/1' })
      expect(codeOf((await ask(joining, head('POST', '/api/enrol'), json(request))).body)).toBe('bad-request')
      const signed = { request: '{}', signature: 'AAAA', endpoint: keyOf('mallory').id }
      expect(codeOf((await ask(control('mallory'), head('POST', '/api/renew'), json(signed))).body)).toBe(
        'signature-invalid',
      )
      await check()
    }
    expect(await echoes(scope, port)).toBe(true)
    expect(links()).toBe(before)
  })
})

describe('from another page, or without the token, the local API', () => {
  const address = () => mesh().agent('a').address()
  const token = () => readFileSync(join(mesh().agent('a').dir, 'api-token'), 'utf8').trim()

  interface Call {
    method?: string
    path?: string
    headers?: Record<string, string>
  }

  /** As a browser, or a program, would send it: every header as it is told. */
  function call({
    method = 'GET',
    path = '/api/status',
    headers = {},
  }: Call): Promise<{ status: number; body: string }> {
    const [host = '', port = ''] = address().split(':')
    return new Promise((resolve, reject) => {
      const sent = requestHttp(
        { agent: false, host, port, method, path, headers: { host: address(), ...headers } },
        answer => {
          let body = ''
          answer.on('data', data => (body += data)).on('end', () => resolve({ status: answer.statusCode ?? 0, body }))
        },
      )
      sent.on('error', reject)
      sent.end(method === 'POST' ? '{}' : undefined)
    })
  }

  const bearer = () => ({ authorization: `Bearer ${token()}` })

  test('answers its own', async () => {
    expect((await call({ headers: bearer() })).status).toBe(200)
    expect((await call({ headers: { ...bearer(), origin: `http://${address()}` } })).status).toBe(200)
    expect((await call({ headers: { ...bearer(), host: `localhost:${address().split(':')[1]}` } })).status).toBe(200)
  })

  test.each([
    ['a foreign origin', { origin: 'http://evil.example' }],
    ['a foreign origin on this computer', { origin: 'http://127.0.0.1:1' }],
    ['the origin of a file or a sandbox', { origin: 'null' }],
    ['its own name by https', { origin: 'https://localhost' }],
    ['a foreign host (DNS rebinding)', { host: 'evil.example' }],
    ['a foreign host with our port', { host: 'evil.example:7777' }],
    ['a host that begins like ours', { host: '127.0.0.1.evil.example' }],
  ])('refuses %s, even with the token', async (_, headers) => {
    for (const method of ['GET', 'POST', 'DELETE', 'OPTIONS']) {
      const { status, body } = await call({ method, headers: { ...bearer(), ...headers } })
      expect(status, method).toBe(403)
      expect(codeOf(body)).toBe('foreign-origin')
    }
  })

  test('refuses whoever does not know the token, whatever the form', async () => {
    for (const path of ['/api/status', '/api/meshes', '/api/events', '/api/nothing']) {
      for (const authorization of ['', 'Bearer', 'Bearer x', `Basic ${token()}`, `Bearer ${token().slice(1)}`]) {
        expect((await call({ path, headers: { authorization } })).status, path).toBe(401)
      }
    }
    const form = { 'content-type': 'application/x-www-form-urlencoded' }
    expect((await call({ method: 'POST', path: '/api/meshes', headers: form })).status).toBe(401)
    expect((await call({ path: `/api/status?token=${token()}` })).status).toBe(401)
  })

  test('lets no other page read its answers, and upgrades to nothing', async () => {
    const answer = await new Promise<{ headers: object; status: number }>((resolve, reject) => {
      const headers = {
        ...bearer(),
        connection: 'upgrade',
        upgrade: 'websocket',
        'sec-websocket-version': '13',
        'sec-websocket-key': 'AAAAAAAAAAAAAAAAAAAAAA==',
      }
      getHttp(`http://${address()}/api/status`, { headers }, one => {
        one.resume()
        resolve({ headers: one.headers, status: one.statusCode ?? 0 })
      }).on('error', reject)
    })
    expect(answer.status).not.toBe(101)
    expect(Object.keys(answer.headers).filter(name => name.startsWith('access-control'))).toEqual([])
  })
})

test('a stolen key is worth nothing from the moment of the eviction, on connections that are up too', async () => {
  const { mesh: own, scope } = await ownMesh({ agents: ['a', 'b'] })
  const stolen = stealKey(own.agent('b').dir)
  const port = Number(own.hubAddress.split(':')[1])
  const up = () => dialTls(scope, { port, alpn: 'ztm-ctl/1', shown: stolen })
  const held = up()
  expect(JSON.parse((await ask(held, head('GET', '/api/ping'))).body)).toHaveProperty('time')
  const waiting = up()
  await within(new Promise(resolve => waiting.on('secureConnect', resolve)), { what: 'a connection' })
  await own.agent('a').ok('evict', '--endpoint', 'b')
  await own.hub.waitForLog('endpoint offline')
  expect((await ask(waiting, head('GET', '/api/endpoints'))).body).toMatch(/^$|"code":"evicted"/)
  expect((await ask(up(), head('GET', '/api/endpoints'))).body).toBe('')
})
