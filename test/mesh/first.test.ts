/**
 * The first mesh: join, publish, open, and a web page through it, on every layout of the matrix.
 */
import { createHash, randomBytes } from 'node:crypto'
import { readFileSync, statSync } from 'node:fs'
import { createServer } from 'node:http'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Endpoint, Port, ServiceProvider } from '../../src/api/types.ts'
import { curl, pathOf } from '../harness/clients.ts'
import { layoutsOf } from '../harness/engines.ts'
import { startAgent } from '../harness/mesh.ts'
import { freePort } from '../harness/ports.ts'
import { runOk } from '../harness/process.ts'
import type { Scope } from '../harness/scope.ts'
import { dial, startEcho, startServer } from '../harness/tcp.ts'
import { makeTemp } from '../harness/tmp.ts'
import { startRole, ztm } from '../harness/ztm.ts'
import { matrix, ownMesh, testScope, useMesh } from './fixture.ts'

/** Larger than every window and buffer of a new connection. */
const PAGE = randomBytes(3 << 20)

const sha256 = (data: Buffer | string): string => createHash('sha256').update(data).digest('hex')

async function startWeb(scope: Scope): Promise<number> {
  const port = await freePort()
  const server = createServer((request, response) => {
    if (request.method === 'POST') request.pipe(response)
    else response.end(PAGE)
  })
  await new Promise<void>(resolve => server.listen(port, '127.0.0.1', resolve))
  scope.defer(() => {
    server.closeAllConnections()
    server.close()
  })
  return port
}

describe.each(layoutsOf(matrix).map(layout => [layout.name, layout] as const))('%s', (_name, layout) => {
  const mesh = useMesh({ layout, agents: ['a', 'b'] })

  test('curl fetches a page of b through a port of a, and sends one there', async context => {
    context.skip(!curl.available, curl.enabledBy)
    const scope = testScope()
    const { agent } = mesh()
    const web = await startWeb(scope)
    const port = await freePort()
    await agent('b').ok('publish', 'tcp/web', `127.0.0.1:${web}`)
    await agent('a').ok('open', String(port), 'tcp/web@b')
    const fetched = join(mesh().dir, 'page')
    const url = `http://127.0.0.1:${port}/`
    await runOk({ argv: [pathOf(curl, 'curl'), '-sSf', '-o', fetched, url] })
    const echoed = await runOk({
      argv: [
        pathOf(curl, 'curl'),
        '-sSf',
        '--data-binary',
        `@${fetched}`,
        '-w',
        '%{size_upload}',
        '-o',
        `${fetched}.back`,
        url,
      ],
    })
    expect(sha256(readFileSync(fetched))).toBe(sha256(PAGE))
    expect(echoed).toBe(String(PAGE.length))
    expect(sha256(readFileSync(`${fetched}.back`))).toBe(sha256(PAGE))
  })

  test('what is published and opened is listed', async () => {
    const { agent } = mesh()
    await agent('b').ok('publish', 'tcp/listed', '127.0.0.1:9')
    const port = await freePort()
    await agent('a').ok('open', String(port), 'tcp/listed')
    const endpoints = await agent('a').json<Endpoint[]>('get', 'endpoints')
    expect(endpoints.map(e => [e.name, e.user]).sort()).toEqual([
      ['a', 'root'],
      ['b', 'root'],
    ])
    const services = await agent('a').json<ServiceProvider[]>('get', 'services')
    expect(services.filter(s => s.name === 'listed').map(s => s.endpoint.name)).toEqual(['b'])
    const ports = await agent('a').json<Port[]>('get', 'ports')
    expect(ports.find(p => p.port === port)).toMatchObject({ ip: '127.0.0.1', service: 'listed', state: 'open' })
  })

  test('a service of an endpoint without open ports is reached both ways at once', async () => {
    const scope = testScope()
    const { agent } = mesh()
    const echo = await startEcho(scope)
    const [there, back] = [await freePort(), await freePort()]
    await agent('a').ok('publish', 'tcp/echo-a', echo.address)
    await agent('b').ok('publish', 'tcp/echo-b', echo.address)
    await agent('a').ok('open', String(there), 'tcp/echo-b')
    await agent('b').ok('open', String(back), 'tcp/echo-a')
    const clients = await Promise.all([there, back, there, back].map(port => dial(scope, port)))
    const texts = clients.map((_, i) => `text ${i} ${'x'.repeat(i * 1000)}`)
    const answers = await Promise.all(clients.map((client, i) => client.exchange(texts[i] ?? '')))
    expect(answers.map(String)).toEqual(texts)
  })

  test('a client that ends its half still gets the answer', async () => {
    const scope = testScope()
    const { agent } = mesh()
    const server = await startServer(scope, socket => {
      let size = 0
      socket.on('data', (chunk: Buffer) => {
        size += chunk.length
      })
      socket.on('end', () => socket.end(`got ${size}`))
    })
    const port = await freePort()
    await agent('b').ok('publish', 'tcp/count', server.address)
    await agent('a').ok('open', String(port), 'tcp/count')
    const client = await dial(scope, port)
    const answer: Buffer[] = []
    client.socket.on('data', (chunk: Buffer) => answer.push(chunk))
    client.socket.end(Buffer.alloc(300_000))
    expect(await client.ended).toBe('end')
    expect(Buffer.concat(answer).toString()).toBe('got 300000')
  })

  test('a ping names the path and takes less than a second', async () => {
    const result = await mesh().agent('a').json<{ endpoint: string; path: string; roundTrip: number }>('ping', 'b')
    expect(result).toMatchObject({ endpoint: 'b', path: 'splice' })
    expect(result.roundTrip).toBeLessThan(1000)
  })

  test('an unpublished service is gone, a closed port does not answer', async () => {
    const scope = testScope()
    const { agent } = mesh()
    const echo = await startEcho(scope)
    const port = await freePort()
    await agent('b').ok('publish', 'tcp/brief', echo.address)
    await agent('a').ok('open', String(port), 'tcp/brief')
    await dial(scope, port)
    await agent('b').ok('unpublish', 'tcp/brief')
    const services = await agent('a').json<ServiceProvider[]>('get', 'services')
    expect(services.map(s => s.name)).not.toContain('brief')
    await agent('a').ok('close', String(port))
    await expect(dial(scope, port)).rejects.toThrow('ECONNREFUSED')
  })
})

describe('starting', () => {
  test('a CA of its own process serves a hub that holds no CA', async () => {
    const { mesh, scope } = await ownMesh({ ownCA: true, agents: ['a', 'b'] })
    const echo = await startEcho(scope)
    const port = await freePort()
    await mesh.agent('b').ok('publish', 'tcp/echo', echo.address)
    await mesh.agent('a').ok('open', String(port), 'tcp/echo')
    const client = await dial(scope, port)
    expect(String(await client.exchange('through'))).toBe('through')
    // What runs goes on without the CA.
    await mesh.ca?.kill()
    expect(String(await client.exchange('still'))).toBe('still')
    expect(String(await (await dial(scope, port)).exchange('new'))).toBe('new')
  })

  test('an agent joins by its own options and takes any free port', async () => {
    const { mesh, scope } = await ownMesh()
    const args = ['--join', 'home', '--join-as', 'self', '--permit', mesh.rootPermit]
    const engine = layoutsOf(matrix)[0].engine('agent')
    const dir = join(mesh.dir, 'self')
    const role = await startRole(scope, {
      role: 'agent',
      engine,
      args: ['--data', dir, '--listen', '127.0.0.1:0', ...args],
    })
    expect(role.address()).toMatch(/^127\.0\.0\.1:[1-9]\d*$/)
    const { stdout } = await ztm(engine, ['status'], { env: { ZTM_DATA: dir } })
    expect(stdout).toContain('as self (user root')
  })

  test('files with secrets are for their owner only', async () => {
    const { mesh } = await ownMesh({ agents: ['a'] })
    const mode = (path: string) => statSync(path).mode & 0o777
    expect(mode(mesh.rootPermit)).toBe(0o600)
    expect(mode(await mesh.invite('alice'))).toBe(0o600)
    expect(mode(join(mesh.dir, 'a'))).toBe(0o700)
    expect(mode(join(mesh.dir, 'hub'))).toBe(0o700)
    expect(mode(join(mesh.dir, 'a', 'api-token'))).toBe(0o600)
  })

  test('an agent alone says that it is in no mesh', async () => {
    const scope = testScope()
    const engine = layoutsOf(matrix)[0].engine('agent')
    const agent = await startAgent(scope, 'alone', { dir: makeTemp(scope), engine })
    const { code, stdout } = await agent.ztm(['status'])
    expect(stdout).toContain('in no mesh yet')
    expect(code).toBe(0)
  })
})
