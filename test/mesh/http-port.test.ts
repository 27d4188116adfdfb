/**
 * Ports that speak HTTP: a provider that dies costs no request that may be repeated; what else passes, passes as it is.
 */
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { createServer, Agent as HttpAgent, type IncomingMessage, request, type ServerResponse } from 'node:http'
import { buffer, text } from 'node:stream/consumers'
import { expect, test } from 'vitest'
import { pathOf, wrk } from '../harness/clients.ts'
import type { Agent } from '../harness/mesh.ts'
import { freePort } from '../harness/ports.ts'
import { launch } from '../harness/process.ts'
import type { Scope } from '../harness/scope.ts'
import { waitFor } from '../harness/wait.ts'
import { ownMesh, testScope, useMesh } from './fixture.ts'

const CONNECTIONS = 16
const SECONDS = 4

/** A provider is killed once it has answered so many: the load is in full swing. */
const ENOUGH = 200

type Handle = (request: IncomingMessage, response: ServerResponse) => void

/** A web server on a port of its own. */
async function startWeb(scope: Scope, handle: Handle) {
  const server = createServer({ keepAliveTimeout: 0 }, handle)
  server.on('upgrade', (_, socket) => {
    socket.write('HTTP/1.1 101 Switching Protocols\r\nconnection: upgrade\r\nupgrade: echo\r\n\r\n')
    socket.pipe(socket)
  })
  const port = await freePort()
  server.listen(port, '127.0.0.1')
  await once(server, 'listening')
  scope.defer(() => {
    server.closeAllConnections()
    server.close()
  })
  return `127.0.0.1:${port}`
}

interface Asked {
  port: number
  method?: string
  path?: string
  headers?: Record<string, string>
  body?: string | Buffer
  agent?: HttpAgent
}

function ask({ port, method = 'GET', path = '/', headers = {}, body, agent }: Asked): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, method, path, headers, agent }, resolve)
    sent.on('error', reject)
    sent.end(body)
  })
}

async function open(agent: Agent, service: string): Promise<number> {
  const port = await freePort()
  await agent.ok('open', String(port), `tcp/${service}`, '--http')
  return port
}

/** b and c provide `web`; who has been asked, and how often. */
async function twoProviders(answer: (name: string, request: IncomingMessage, response: ServerResponse) => void) {
  const { mesh, scope } = await ownMesh({ agents: ['a', 'b', 'c'] })
  const asked: Record<string, number> = { b: 0, c: 0 }
  for (const name of ['b', 'c']) {
    const address = await startWeb(scope, (request, response) => {
      asked[name] = (asked[name] ?? 0) + 1
      answer(name, request, response)
    })
    await mesh.agent(name).ok('publish', 'tcp/web', address)
  }
  return { mesh, scope, asked, port: await open(mesh.agent('a'), 'web') }
}

/**
 * wrk repeats nothing: a connection that ends while a request on it is without its whole answer is a read error to it, and
 * one that cannot be made a connect error. So no error line means that every request was answered; those that are under way when
 * wrk stops are not counted either way.
 */
test('a provider that is killed under load costs no request', async context => {
  context.skip(!wrk.available, wrk.enabledBy)
  const { mesh, scope, asked, port } = await twoProviders((name, _, response) => response.end(name.repeat(1000)))
  const argv = [pathOf(wrk, 'wrk'), '-t1', `-c${CONNECTIONS}`, `-d${SECONDS}s`, `http://127.0.0.1:${port}/`]
  const load = launch(scope, { name: 'wrk', argv })
  await waitFor(() => (asked.b ?? 0) > ENOUGH && (asked.c ?? 0) > ENOUGH, { what: 'both providers to be busy' })
  expect(load.exit).toBeNull()
  await mesh.agent('b').kill()
  const before = asked.c ?? 0
  await load.exited
  expect(load.stdout()).not.toMatch(/Socket errors|Non-2xx/)
  expect(Number(/(\d+) requests in/.exec(load.stdout())?.[1])).toBeGreaterThan(2 * ENOUGH)
  expect(asked.c).toBeGreaterThan(before + ENOUGH)
})

test('what may not be sent twice is not, what may be is', async () => {
  // Nobody answers what is asked first.
  let isFirst = true
  const { mesh, asked, port } = await twoProviders((name, { method }, response) => {
    if (!isFirst || method === 'HEAD') response.end(name)
    isFirst = false
  })
  const total = () => (asked.b ?? 0) + (asked.c ?? 0)
  const kill = async () => {
    await waitFor(() => total() > 0, { what: 'the request to arrive' })
    const victim = asked.b ? 'b' : 'c'
    await mesh.agent(victim).kill()
    return victim
  }
  const posted = ask({ port, method: 'POST', body: 'once' }).then(
    () => 'answered',
    () => 'broken',
  )
  const victim = await kill()
  expect(await posted).toBe('broken')
  expect(total()).toBe(1)
  await mesh.agent(victim).start()
  await mesh.agent(victim).connected()
  isFirst = true
  asked.b = 0
  asked.c = 0
  const put = ask({ port, method: 'PUT', body: 'as often as you like' })
  const other = (await kill()) === 'b' ? 'c' : 'b'
  expect(await text(await put)).toBe(other)
  expect(asked).toEqual({ b: 1, c: 1 })
})

const mesh = useMesh({ agents: ['a', 'b'] })

async function through(handle: Handle): Promise<number> {
  const name = `web-${randomBytes(4).toString('hex')}`
  await mesh()
    .agent('b')
    .ok('publish', `tcp/${name}`, await startWeb(testScope(), handle))
  return await open(mesh().agent('a'), name)
}

test('bodies of all kinds pass on one connection, and an upgrade after them', async () => {
  const scope = testScope()
  const agent = new HttpAgent({ keepAlive: true, maxSockets: 1 })
  scope.defer(() => agent.destroy())
  const peers = new Set<unknown>()
  const port = await through(async (request, response) => {
    peers.add(request.socket)
    const body = await buffer(request)
    // In pieces when it is told so, else with a length.
    if (request.url === '/chunked')
      for (let i = 0; i < body.length; i += 1000) response.write(body.subarray(i, i + 1000))
    response.end(request.url === '/chunked' ? undefined : body)
  })
  const body = randomBytes(300_000)
  const chunked = { 'transfer-encoding': 'chunked' }
  for (const headers of [{}, chunked]) {
    for (const path of ['/', '/chunked']) {
      const answer = await ask({ port, agent, method: 'POST', path, headers, body })
      expect((await buffer(answer)).equals(body)).toBe(true)
    }
  }
  expect((await buffer(await ask({ port, agent, method: 'HEAD' }))).length).toBe(0)
  const asked = request({ port, host: '127.0.0.1', agent, headers: { connection: 'upgrade', upgrade: 'echo' } })
  asked.end()
  const [, socket] = await once(asked, 'upgrade')
  scope.defer(() => socket.destroy())
  socket.write(body)
  let echoed = 0
  for await (const chunk of socket) {
    echoed += chunk.length
    if (echoed === body.length) break
  }
  expect(echoed).toBe(body.length)
  expect(peers.size).toBe(1)
})

test('a client is told why nobody answers', async () => {
  const port = await open(mesh().agent('a'), 'nothing')
  const answer = await ask({ port })
  expect(answer.statusCode).toBe(502)
  expect(JSON.parse(await text(answer))).toMatchObject({ code: 'no-such-service' })
})
