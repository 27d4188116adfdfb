/**
 * Services and ports of an endpoint, changed from another: by its own user, by whom a rule lets administer it, and by nobody else.
 *
 * The tests share one mesh: root's a and b, alice's phone.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Policy } from '../../src/api/policy.ts'
import type { Port, Service } from '../../src/api/types.ts'
import type { Agent } from '../harness/mesh.ts'
import { freePort } from '../harness/ports.ts'
import { drain, echoes, startEcho } from '../harness/tcp.ts'
import { waitFor } from '../harness/wait.ts'
import { ownMesh, testScope, useMesh } from './fixture.ts'

const mesh = useMesh({ agents: ['a', 'b'] }, async made => {
  await made.addAgent('phone', { user: 'alice' })
})
const agent = (name: string): Agent => mesh().agent(name)

/** The code that a command ended with; '' if it did not fail. */
async function codeOf(name: string, ...words: string[]): Promise<string> {
  const { code, stderr } = await agent(name).ztm(words)
  return code === 0 ? '' : (/\(([a-z-]+)\)\n/.exec(stderr)?.[1] ?? stderr)
}

async function setRules(rules: Policy['rules']): Promise<void> {
  const before = await agent('a').json<Policy>('policy', 'get')
  const file = join(mesh().dir, 'policy.json')
  writeFileSync(file, JSON.stringify({ ...before, rules }))
  await agent('a').ok('policy', 'set', file)
}

/** Asks the local API itself: for what the command line does not let through. */
async function put(name: string, path: string, body: string): Promise<string> {
  const token = readFileSync(join(agent(name).dir, 'api-token'), 'utf8').trim()
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const response = await fetch(`http://${agent(name).address()}/api/meshes/home/endpoints/${path}`, {
    method: 'PUT',
    headers,
    body,
  })
  return response.ok ? '' : ((await response.json()) as { code: string }).code
}

const publishedAt = (name: string, endpoint: string) =>
  agent(name).json<Service[]>('get', 'services', '--endpoint', endpoint)

test('its own user publishes at another endpoint, opens a port there, sees both, and takes both back', async () => {
  const echo = await startEcho(testScope())
  const port = String(await freePort())
  await agent('a').ok('publish', 'tcp/far', echo.address, '--endpoint', 'b', '--users', 'alice', '--check', 'tcp')
  await agent('a').ok('open', port, 'tcp/far@b', '--endpoint', 'a')
  await waitFor(() => echoes(testScope(), Number(port)), { what: 'the service to be reached', detail: mesh().tails })
  expect(await publishedAt('a', 'b')).toMatchObject([
    { name: 'far', target: echo.address, users: ['alice'], check: 'tcp' },
  ])
  expect(await publishedAt('b', 'self')).toEqual(await publishedAt('a', 'b'))
  const there = String(await freePort())
  await agent('a').ok('open', there, 'tcp/far', '--endpoint', 'b', '--sticky', '--http')
  const opened = await agent('b').json<Port[]>('get', 'ports')
  expect(opened).toMatchObject([
    { port: Number(there), service: 'far', sticky: 'client-ip', speaks: 'http', state: 'open' },
  ])
  expect(await agent('a').json<Port[]>('get', 'ports', '--endpoint', 'b')).toEqual(opened)
  expect(await codeOf('a', 'open', there, 'tcp/far', '--endpoint', 'phone')).toBe('access-denied')
  await agent('b').restart()
  await agent('b').connected()
  await waitFor(async () => (await agent('a').ztm(['get', 'services', '--endpoint', 'b'])).code === 0, {
    what: 'b to be back',
  })
  expect(await publishedAt('a', 'b')).toMatchObject([{ name: 'far' }])
  await agent('a').ok('close', there, '--endpoint', 'b')
  await agent('a').ok('unpublish', 'tcp/far', '--endpoint', 'b')
  await agent('a').ok('close', port)
  expect(await publishedAt('b', 'self')).toEqual([])
  expect(await agent('b').json<Port[]>('get', 'ports')).toEqual([])
  expect(agent('b').tail()).toMatch(/service withdrawn by another endpoint user=root from=\S+ protocol=tcp name=far/)
})

test('what cannot be is told as it would be at home', async () => {
  const taken = String(Number((await startEcho(testScope())).address.split(':')[1]))
  expect(await codeOf('a', 'unpublish', 'tcp/none', '--endpoint', 'b')).toBe('no-such-service')
  expect(await codeOf('a', 'close', '1', '--endpoint', 'b')).toBe('no-such-port')
  expect(await codeOf('a', 'open', taken, 'tcp/x', '--endpoint', 'b')).toBe('address-in-use')
  expect(await codeOf('a', 'publish', 'tcp/x', '127.0.0.1:1', '--endpoint', 'nobody')).toBe('endpoint-not-found')
  expect(await codeOf('a', 'get', 'users', '--endpoint', 'b')).toBe('bad-request')
  expect(await put('a', 'b/services/tcp/x', '{"target":7}')).toBe('bad-request')
  expect(await put('a', 'b/services/icmp/x', '{"target":"127.0.0.1:1"}')).toBe('bad-request')
  expect(await put('a', 'b/ports/127.0.0.1/tcp/0', '{"service":"x"}')).toBe('bad-request')
})

test('another user may not, whatever it may reach, until a rule for ztm/admin says so, and not after', async () => {
  const echo = await startEcho(testScope())
  const publish = () => codeOf('phone', 'publish', 'tcp/mine', echo.address, '--endpoint', 'b')
  const attempts = [
    ['get', 'services'],
    ['get', 'ports'],
    ['unpublish', 'tcp/x'],
    ['close', '1'],
  ]
  await setRules([{ from: ['user:alice'], to: ['*'], services: ['*', 'tcp/*', 'udp/*'] }])
  for (const words of attempts) expect(await codeOf('phone', ...words, '--endpoint', 'b')).toBe('access-denied')
  expect(await publish()).toBe('access-denied')
  expect(await publishedAt('b', 'self')).toEqual([])
  await setRules([{ from: ['user:alice'], to: ['endpoint:b'], services: ['ztm/admin'] }])
  await waitFor(async () => (await publish()) === '', { what: 'the rule to work', detail: mesh().tails })
  expect(await codeOf('phone', 'publish', 'tcp/mine', echo.address, '--endpoint', 'a')).toBe('access-denied')
  // Who may administer an endpoint does not reach what it publishes.
  const port = await freePort()
  await agent('phone').ok('open', String(port), 'tcp/mine@b')
  expect((await drain(testScope(), port, 'hello')).bytes).toBe(0)
  await agent('phone').ok('close', String(port))
  await setRules([])
  await waitFor(async () => (await publish()) === 'access-denied', {
    what: 'the rule to be over',
    detail: mesh().tails,
  })
  await agent('b').ok('unpublish', 'tcp/mine')
})

test('an endpoint that is locked is changed at itself only', async () => {
  const { mesh: locked } = await ownMesh({ agents: ['desk'] })
  await locked.addAgent('vault', { args: ['--no-remote-admin'] })
  const remote = await locked.agent('desk').ztm(['publish', 'tcp/x', '127.0.0.1:1', '--endpoint', 'vault'])
  expect(remote.stderr).toContain('(access-denied)')
  expect(locked.agent('vault').tail()).toContain('--no-remote-admin')
  await locked.agent('desk').ok('ping', 'vault')
  await locked.agent('vault').ok('publish', 'tcp/x', '127.0.0.1:1')
})

test('an endpoint that is evicted changes nothing any more, over a session that is up neither', async () => {
  const { mesh: own } = await ownMesh({ agents: ['desk', 'laptop'] })
  const publish = () => own.agent('laptop').ztm(['publish', 'tcp/x', '127.0.0.1:1', '--endpoint', 'desk'])
  expect((await publish()).code).toBe(0)
  await own.agent('desk').ok('evict', '--endpoint', 'laptop')
  await own.agent('desk').ok('unpublish', 'tcp/x')
  expect((await publish()).stderr).toMatch(/\((evicted|not-connected|endpoint-not-found|access-denied)\)/)
  expect(await own.agent('desk').json<Service[]>('get', 'services', '--endpoint', 'self')).toEqual([])
})
