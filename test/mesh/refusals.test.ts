/**
 * What must not work does not: each refusal has its code, closes the connection, and leaves nothing behind.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Permit } from '../../src/api/permit.ts'
import type { Endpoint } from '../../src/api/types.ts'
import { MESH } from '../harness/mesh.ts'
import { freePort } from '../harness/ports.ts'
import { dial, drain, startEcho, startServer, startSource } from '../harness/tcp.ts'
import { waitFor } from '../harness/wait.ts'
import { ownMesh, testScope, useMesh } from './fixture.ts'

const mesh = useMesh({ agents: ['a', 'b'] }, async ({ addAgent }) => {
  await addAgent('alice', { user: 'alice' })
  await addAgent('stranger', { alone: true })
})

/** Opens a port at an agent; gives it. */
async function openAt(name: string, service: string): Promise<number> {
  const port = await freePort()
  await mesh().agent(name).ok('open', String(port), service)
  return port
}

/** A connection through this port is closed without a byte, and the log of the agent that opened it says why. */
async function expectRefusal(name: string, port: number, code: string): Promise<void> {
  const agent = mesh().agent(name)
  const from = agent.log().length
  // What was sent does not come back either: a pipeline without filters is an echo.
  const { bytes, ms } = await drain(testScope(), port, 'hello')
  expect(bytes).toBe(0)
  expect(ms).toBeLessThan(10_000)
  await agent.waitForLog(`code=${code}`, from)
}

describe('permits', () => {
  async function expectNotJoined(file: string, code: string): Promise<void> {
    const stranger = mesh().agent('stranger')
    const outcome = await stranger.ztm(['join', MESH, '--permit', file, '--as', 'intruder'])
    expect(outcome.stderr).toContain(`(${code})`)
    expect(outcome.stderr).toMatch(/^error: .+\nhint: .+/)
    expect(outcome).toMatchObject({ code: 5, stdout: '' })
    expect((await stranger.ztm(['status'])).stdout).toContain('in no mesh yet')
    const endpoints = await mesh().agent('a').json<Endpoint[]>('get', 'endpoints')
    expect(endpoints.map(e => e.name)).not.toContain('intruder')
  }

  async function changed(file: string, change: (permit: Permit) => void): Promise<string> {
    const permit = JSON.parse(readFileSync(file, 'utf8')) as Permit
    change(permit)
    const path = `${file}.changed`
    writeFileSync(path, JSON.stringify(permit))
    return path
  }

  test('a permit with a wrong secret is refused', async () => {
    const file = await changed(await mesh().invite('bob'), permit => {
      const { token } = permit
      token.secret = (token.secret.startsWith('A') ? 'B' : 'A') + token.secret.slice(1)
    })
    await expectNotJoined(file, 'permit-invalid')
  })

  test('a permit that names another user than it was made for is refused', async () => {
    const file = await changed(await mesh().invite('bob'), permit => {
      permit.user = 'root'
    })
    await expectNotJoined(file, 'permit-invalid')
  })

  test('a used permit is refused', async () => {
    await expectNotJoined(mesh().rootPermit, 'permit-used')
  })

  test('an expired permit is refused', async () => {
    const file = await mesh().invite('bob', '--expires', '1s')
    const { expires } = JSON.parse(readFileSync(file, 'utf8')) as Permit
    await waitFor(() => Date.now() > expires + 1000, { what: 'the end of the permit' })
    await expectNotJoined(file, 'permit-expired')
  })

  test('an expired permit is refused by the CA too, whatever it says of itself', async () => {
    const file = await mesh().invite('bob', '--expires', '1s')
    const { expires } = JSON.parse(readFileSync(file, 'utf8')) as Permit
    await waitFor(() => Date.now() > expires + 1000, { what: 'the end of the permit' })
    const later = await changed(file, permit => {
      permit.expires += 3_600_000
    })
    const { stderr, code } = await mesh().agent('stranger').ztm(['join', MESH, '--permit', later, '--as', 'intruder'])
    expect(stderr).toMatch(/\((permit-expired|permit-invalid)\)/)
    expect(code).toBe(5)
  })

  test('a permit of another mesh is refused by this one', async () => {
    const other = await ownMesh({ agents: ['x'] })
    const foreign = await other.mesh.invite('bob')
    const file = await changed(foreign, permit => {
      permit.hubs = [mesh().hubAddress]
    })
    // Its roots do not vouch for this hub: the agent itself refuses to go on.
    await expectNotJoined(file, 'permit-foreign')
    const mixed = await changed(foreign, permit => {
      permit.hubs = [mesh().hubAddress]
      permit.roots = (JSON.parse(readFileSync(mesh().rootPermit, 'utf8')) as Permit).roots
    })
    // Said to be of this mesh, it is simply not known here.
    await expectNotJoined(mixed, 'permit-invalid')
  })

  test('a text that is no permit is a wrong usage', async () => {
    const file = join(mesh().dir, 'nonsense')
    writeFileSync(file, '{"version": 1, "mesh": 7}')
    const outcome = await mesh().agent('stranger').ztm(['join', MESH, '--permit', file, '--as', 'intruder'])
    expect(outcome.stderr).toContain('(bad-request)')
    expect(outcome.code).toBe(2)
  })

  test('a second mesh of the same name is refused, and the permit stays good', async () => {
    const file = await mesh().invite('root')
    const outcome = await mesh().agent('a').ztm(['join', MESH, '--permit', file, '--as', 'a'])
    expect(outcome.stderr).toContain('(already-exists)')
    expect(outcome.code).toBe(1)
  })
})

describe('services', () => {
  test("another user's service is refused by the endpoint that serves it", async () => {
    const echo = await startEcho(testScope())
    await mesh().agent('b').ok('publish', 'tcp/private', echo.address)
    const port = await openAt('alice', 'tcp/private')
    const from = mesh().agent('b').log().length
    await expectRefusal('alice', port, 'access-denied')
    await mesh().agent('b').waitForLog('access denied', from)
    expect(echo.accepted()).toBe(0)
    // The owner reaches the same service all the same.
    const own = await openAt('a', 'tcp/private')
    expect(String(await (await dial(testScope(), own)).exchange('mine'))).toBe('mine')
  })

  test('root does not reach the services of other users either', async () => {
    const echo = await startEcho(testScope())
    await mesh().agent('alice').ok('publish', 'tcp/hers', echo.address)
    await expectRefusal('a', await openAt('a', 'tcp/hers'), 'access-denied')
    expect(echo.accepted()).toBe(0)
  })

  test("only admins invite; another user's attempt is refused", async () => {
    const outcome = await mesh().agent('alice').ztm(['invite', 'mallory'])
    expect(outcome.stderr).toContain('(admin-only)')
    expect(outcome).toMatchObject({ code: 5, stdout: '' })
  })

  test('an unknown service closes the connection', async () => {
    await expectRefusal('a', await openAt('a', 'tcp/nowhere'), 'no-such-service')
    await expectRefusal('a', await openAt('a', 'tcp/private@nobody'), 'no-such-service')
  })

  test('a target that is down closes the connection, and works when it is up', async () => {
    const target = await freePort()
    await mesh().agent('b').ok('publish', 'tcp/late', `127.0.0.1:${target}`)
    const port = await openAt('a', 'tcp/late')
    await expectRefusal('a', port, 'target-unreachable')
    await startEcho(testScope(), target)
    expect(String(await (await dial(testScope(), port)).exchange('up now'))).toBe('up now')
  })

  test('a target that closes at once closes the client', async () => {
    const server = await startServer(testScope(), socket => socket.end('bye'))
    await mesh().agent('b').ok('publish', 'tcp/curt', server.address)
    const { bytes } = await drain(testScope(), await openAt('a', 'tcp/curt'))
    expect(bytes).toBe(3)
  })

  test('a client that goes away closes the target', async () => {
    const echo = await startEcho(testScope())
    await mesh().agent('b').ok('publish', 'tcp/leaving', echo.address)
    const client = await dial(testScope(), await openAt('a', 'tcp/leaving'))
    await client.exchange('here')
    expect(echo.connections()).toBe(1)
    client.socket.destroy()
    await waitFor(() => echo.connections() === 0, { what: 'the target to be closed' })
  })

  test('a port that is taken is not opened', async () => {
    const { port } = await startEcho(testScope())
    const outcome = await mesh()
      .agent('a')
      .ztm(['open', String(port), 'tcp/private'])
    expect(outcome.stderr).toContain('(address-in-use)')
    expect(outcome.code).toBe(1)
  })
})

describe('what goes away', () => {
  test('without its hub an agent says so, refuses new connections, and comes back', async () => {
    const { mesh: own, scope } = await ownMesh({ agents: ['a', 'b'] })
    const echo = await startEcho(scope)
    const port = await freePort()
    await own.agent('b').ok('publish', 'tcp/echo', echo.address)
    await own.agent('a').ok('open', String(port), 'tcp/echo')
    const client = await dial(scope, port)
    await client.exchange('up')
    await own.hub.kill()
    await client.ended
    const agent = own.agent('a')
    const disconnected = async () => (await agent.ztm(['status'])).code === 1
    await waitFor(disconnected, { what: 'the status to say so', detail: agent.tail })
    const { stderr, code } = await agent.ztm(['get', 'services'])
    expect(stderr).toMatch(/\((not-connected|hub-unreachable)\)/)
    expect(code).toBe(1)
    const from = agent.log().length
    expect((await drain(scope, port)).bytes).toBe(0)
    await agent.waitForLog(/code=(not-connected|hub-unreachable)/, from)
  })

  test.each(['a', 'b'])('when agent %s is killed in mid-transfer the other side is closed', async victim => {
    const { mesh: own, scope } = await ownMesh({ agents: ['a', 'b'] })
    const total = 1 << 30
    const source = await startSource(scope, total)
    const port = await freePort()
    await own.agent('b').ok('publish', 'tcp/source', source.address)
    await own.agent('a').ok('open', String(port), 'tcp/source')
    const client = await dial(scope, port)
    await waitFor(() => client.received() > 4 << 20, { what: 'the transfer to run' })
    await own.agent(victim).kill()
    await client.ended
    expect(client.received()).toBeLessThan(total)
    await waitFor(() => source.connections() === 0, { what: 'the target to be closed' })
    const endpoints = async () => {
      const rest = own.agent(victim === 'a' ? 'b' : 'a')
      return (await rest.json<Endpoint[]>('get', 'endpoints')).every(e => e.name !== victim)
    }
    await waitFor(endpoints, { what: 'the directory to forget it' })
  })
})
