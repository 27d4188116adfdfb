/**
 * Several providers of one service: connections are spread, go elsewhere when one fails, and a client notices nothing.
 */
import { once } from 'node:events'
import { createServer } from 'node:http'
import { expect, test } from 'vitest'
import type { ServiceProvider } from '../../src/api/types.ts'
import { freePort } from '../harness/ports.ts'
import type { Scope } from '../harness/scope.ts'
import { dial, startServer } from '../harness/tcp.ts'
import { waitFor } from '../harness/wait.ts'
import { ownMesh, testScope, useMesh } from './fixture.ts'

/** Enough that two providers both get some of them: the chance that one gets none is one in a million. */
const CONNECTIONS = 20

const mesh = useMesh({ agents: ['a', 'b', 'c'] })

/** A server that says its name to whoever says something. */
async function startNamed(scope: Scope, name: string): Promise<string> {
  const server = await startServer(scope, socket => {
    socket.on('data', () => socket.end(name))
  })
  return server.address
}

/** Who answers a new connection through this port; '' when nobody does. */
async function ask(scope: Scope, port: number): Promise<string> {
  const { socket, ended } = await dial(scope, port)
  let answer = ''
  socket.on('data', chunk => {
    answer += chunk
  })
  socket.write('who?')
  await ended
  return answer
}

async function askMany(scope: Scope, port: number): Promise<string[]> {
  const answers: string[] = []
  for (let i = 0; i < CONNECTIONS; i++) answers.push(await ask(scope, port))
  return answers
}

test('connections are spread over the providers', async () => {
  const scope = testScope()
  for (const name of ['b', 'c']) {
    await mesh()
      .agent(name)
      .ok('publish', 'tcp/spread', await startNamed(scope, name))
  }
  const port = await freePort()
  await mesh().agent('a').ok('open', String(port), 'tcp/spread')
  expect([...new Set(await askMany(scope, port))].sort()).toEqual(['b', 'c'])
})

test('a sticky port leads a client to the same provider, and elsewhere when that is gone', async () => {
  const scope = testScope()
  for (const name of ['b', 'c']) {
    await mesh()
      .agent(name)
      .ok('publish', 'tcp/sticky', await startNamed(scope, name))
  }
  const port = await freePort()
  await mesh().agent('a').ok('open', String(port), 'tcp/sticky', '--sticky')
  const answers = [...new Set(await askMany(scope, port))]
  expect(answers).toHaveLength(1)
  const [first = ''] = answers
  await mesh().agent(first).ok('unpublish', 'tcp/sticky')
  expect(await ask(scope, port)).toBe(first === 'b' ? 'c' : 'b')
})

test('a provider whose target is down costs nobody a connection', async () => {
  const scope = testScope()
  await mesh()
    .agent('b')
    .ok('publish', 'tcp/half', `127.0.0.1:${await freePort()}`)
  await mesh()
    .agent('c')
    .ok('publish', 'tcp/half', await startNamed(scope, 'c'))
  const port = await freePort()
  await mesh().agent('a').ok('open', String(port), 'tcp/half')
  expect([...new Set(await askMany(scope, port))]).toEqual(['c'])
})

test('a provider that is killed costs no new connection', async () => {
  const { mesh: own, scope } = await ownMesh({ agents: ['a', 'b', 'c'] })
  for (const name of ['b', 'c']) await own.agent(name).ok('publish', 'tcp/web', await startNamed(scope, name))
  const port = await freePort()
  await own.agent('a').ok('open', String(port), 'tcp/web')
  await askMany(scope, port)
  await own.agent('b').kill()
  expect([...new Set(await askMany(scope, port))]).toEqual(['c'])
})

test('a service is withdrawn while its check fails', async () => {
  const scope = testScope()
  const { agent } = mesh()
  const providers = async () =>
    (await agent('a').json<ServiceProvider[]>('get', 'services')).filter(s => s.name === 'checked').length
  let status = 500
  const server = createServer((_, response) => response.writeHead(status).end())
  server.listen(await freePort(), '127.0.0.1')
  await once(server, 'listening')
  scope.defer(() => {
    server.closeAllConnections()
    server.close()
  })
  const { port } = server.address() as { port: number }
  await agent('b').ok('publish', 'tcp/checked', `127.0.0.1:${port}`, '--check', 'http:/health')
  await waitFor(async () => (await providers()) === 0, { what: 'the service to be withdrawn' })
  status = 204
  await waitFor(async () => (await providers()) === 1, { what: 'the service to come back' })
  const refused = await agent('b').ztm(['publish', 'udp/checked', `127.0.0.1:${port}`, '--check', 'tcp'])
  expect(refused).toMatchObject({ code: 2, stderr: expect.stringContaining('(bad-request)') })
})
