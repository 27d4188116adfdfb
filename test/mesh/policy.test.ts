/**
 * The policy in force: the serving endpoint lets in whom a rule allows, from the moment it is set, and nobody else.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { Policy } from '../../src/api/policy.ts'
import { freePort } from '../harness/ports.ts'
import { dial, drain, echoes, startEcho } from '../harness/tcp.ts'
import { waitFor, within } from '../harness/wait.ts'
import { ownMesh } from './fixture.ts'

/** root's desk serves; alice's phone calls. */
async function prepare() {
  const { mesh, scope } = await ownMesh({ agents: ['desk'] })
  await mesh.addAgent('phone', { user: 'alice' })
  const echo = await startEcho(scope)
  await mesh.agent('desk').ok('publish', 'tcp/git', echo.address)
  const port = await freePort()
  await mesh.agent('phone').ok('open', String(port), 'tcp/git')
  const get = () => mesh.agent('desk').json<Policy>('policy', 'get')
  const file = (policy: unknown) => {
    const path = join(mesh.dir, 'policy.json')
    writeFileSync(path, JSON.stringify(policy))
    return path
  }
  const set = async (change: Partial<Policy>) =>
    mesh.agent('desk').ztm(['policy', 'set', file({ ...(await get()), ...change })])
  return { mesh, scope, echo, port, get, file, set }
}

const allowAlice: Partial<Policy> = { rules: [{ from: ['user:alice'], to: ['endpoint:desk'], services: ['tcp/git'] }] }

test('a rule opens a service, its end closes it and what runs through it, restarts change nothing', async () => {
  const { mesh, scope, echo, port, set, get } = await prepare()
  expect((await drain(scope, port, 'hello')).bytes).toBe(0)
  expect(echo.accepted()).toBe(0)
  expect(await set(allowAlice)).toMatchObject({
    code: 0,
    stderr: expect.stringContaining('policy version 2 is in force'),
  })
  await waitFor(() => echoes(scope, port), { what: 'the rule to work', detail: mesh.tails })
  await mesh.hub.restart()
  await mesh.agent('desk').restart()
  await mesh.agent('phone').connected()
  await waitFor(() => echoes(scope, port), {
    what: 'the rule to work after restarts',
    deadline: 30_000,
    detail: mesh.tails,
  })
  expect((await get()).version).toBe(2)
  const running = await dial(scope, port)
  await running.exchange('running')
  expect((await set({ rules: [] })).code).toBe(0)
  await within(running.ended, { what: 'the end of the running stream', deadline: 5_000 })
  expect((await drain(scope, port, 'hello')).bytes).toBe(0)
})

test('labels that the inviter gave, and users that the owner named, decide', async () => {
  const { mesh, scope, echo, port, set } = await prepare()
  const permit = await mesh.invite('root', '--label', 'env=prod')
  const prod = await mesh.addAgent('prod', { alone: true })
  await prod.ok('join', 'home', '--permit', permit, '--as', 'prod')
  await prod.connected()
  const rule = { from: ['*'], to: ['label:env=prod'], services: ['tcp/db-*'] }
  expect((await set({ rules: [rule] })).code).toBe(0)
  const open = async (service: string) => {
    const local = await freePort()
    await mesh.agent('phone').ok('open', String(local), service)
    return local
  }
  await prod.ok('publish', 'tcp/db-main', echo.address)
  await prod.ok('publish', 'tcp/other', echo.address)
  await prod.ok('publish', 'tcp/db-secret', echo.address, '--users', 'bob')
  const main = await open('tcp/db-main')
  await waitFor(() => echoes(scope, main), { what: 'the labelled endpoint to be reached', detail: mesh.tails })
  expect((await drain(scope, await open('tcp/other'), 'hello')).bytes).toBe(0)
  expect((await drain(scope, await open('tcp/db-secret'), 'hello')).bytes).toBe(0)
  expect((await drain(scope, port, 'hello')).bytes).toBe(0)
})

test('it is explained and checked before it is set, and never locks its makers out', async () => {
  const { mesh, file, set, get } = await prepare()
  const desk = mesh.agent('desk')
  const before = await desk.ztm(['policy', 'explain', 'alice', 'desk', 'tcp/git'])
  expect(before).toMatchObject({ code: 0, stdout: expect.stringMatching(/^no: /) })
  const tests: Policy['tests'] = [{ from: 'alice', to: 'root/desk', service: 'tcp/git', expect: 'deny' }]
  const contradiction = await set({ ...allowAlice, tests })
  expect(contradiction).toMatchObject({ code: 2, stderr: expect.stringContaining('tests[0]') })
  const check = await desk.ztm(['policy', 'check', file({ ...(await get()), ...allowAlice, tests })])
  expect(check).toMatchObject({ code: 1, stdout: expect.stringContaining('tests[0]') })
  expect(await set({ groups: { admins: ['nobody'] } })).toMatchObject({ code: 2 })
  expect(await set({ version: 7 })).toMatchObject({ code: 1, stderr: expect.stringContaining('(already-exists)') })
  expect(await mesh.agent('phone').ztm(['policy', 'set', file({ ...(await get()), ...allowAlice })])).toMatchObject({
    code: 5,
    stderr: expect.stringContaining('(admin-only)'),
  })
  expect((await set(allowAlice)).code).toBe(0)
  const after = await desk.ztm(['policy', 'explain', 'alice', 'desk', 'tcp/git'])
  expect(after.stdout).toMatch(/^yes: .*rules\[0\]/)
  const members = await desk.ztm(['get', 'members'])
  expect(members.stdout).toMatch(/desk +root[\s\S]*phone +alice/)
})
