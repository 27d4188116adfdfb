/**
 * Programs that lie: a hub and an agent built from our own sources, with some modules exchanged. What they gain is nothing, and
 * whom they lie to says so by a code.
 *
 * The tests share one mesh, in this order: its hub lies when a test says so, and so does the agent of mallory.
 */
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { TLSSocket } from 'node:tls'
import { describe, expect, onTestFinished, test } from 'vitest'
import type { PermitRecord } from '../../src/api/ca.ts'
import type { Permit } from '../../src/api/permit.ts'
import type { Policy } from '../../src/api/policy.ts'
import type { AgentStatus, Endpoint } from '../../src/api/types.ts'
import type { Shown } from '../harness/certificates.ts'
import { ask, dialTls, head, stealKey } from '../harness/member.ts'
import { MESH, type Mesh } from '../harness/mesh.ts'
import { type Modified, modify } from '../harness/modified.ts'
import { freePort } from '../harness/ports.ts'
import { dial, echoes, startEcho } from '../harness/tcp.ts'
import { waitFor, within } from '../harness/wait.ts'
import { createRole } from '../harness/ztm.ts'
import type { AgentLies, HubLies } from '../modified/lies.ts'
import { testScope, useMesh } from './fixture.ts'

const LIFE_SECONDS = 10
const GRACE_SECONDS = 2

/** A state that was signed just now is refused after that long. */
const REFUSED_MS = (LIFE_SECONDS + GRACE_SECONDS + 15) * 1000

/** What the design promises of an eviction; the test's own processes take their share of it. */
const CUT_MS = 2_000

/** Dials of agents come this late, when a hub was away for a moment. */
const REDIALLED_MS = 45_000

let hub: Modified<HubLies>
let mallory: Modified<AgentLies>

const mesh = useMesh(
  async scope => {
    hub = await modify<HubLies>(scope, 'hub')
    mallory = await modify<AgentLies>(scope, 'agent')
    return { agents: ['a', 'b', 'c'], ownCA: true, hub: hub.run, caArgs: ['--state-life', `${LIFE_SECONDS}s`] }
  },
  async made => {
    await made.addAgent('d', { user: 'alice' })
    await made.addAgent('mallory', { user: 'mallory', ...mallory.run })
    await setPolicy(made)
  },
)

/** Until the end of the test. */
function lie(about: HubLies): void {
  hub.lie(about)
  onTestFinished(() => hub.lie({}))
}

const agent = (name: string) => mesh().agent(name)
const keyOf = (name: string) => stealKey(agent(name).dir)
const idOf = (name: string) => keyOf(name).id
const hubPort = () => Number(mesh().hubAddress.split(':')[1])

/** The code that a command ended with; '' if it did not fail. */
async function codeOf(name: string, ...words: string[]): Promise<string> {
  const { code, stderr } = await agent(name).ztm(words, { input: 'x' })
  return code === 0 ? '' : (/\(([a-z-]+)\)\n/.exec(stderr)?.[1] ?? stderr)
}

/** Of the policy that is in force; agents that are lied to do not know it. */
let policyVersion = 1

/** The next version of the mesh state, with the policy of this mesh. */
async function setPolicy({ agent: find, dir }: Mesh = mesh()): Promise<void> {
  const to = ['endpoint:b', 'endpoint:e']
  const rules: Policy['rules'] = [{ from: ['user:mallory'], to, services: ['tcp/open'] }]
  const groups = { admins: ['root'] }
  const policy: Policy = { version: policyVersion++, groups, rules, tests: [], grace: `${GRACE_SECONDS}s` }
  const file = join(dir, 'policy.json')
  writeFileSync(file, JSON.stringify(policy))
  await find('a').ok('policy', 'set', file)
}

const newsOf = async (name: string) => {
  const { stdout } = await agent(name).ztm(['status', '--json'])
  const news = (JSON.parse(stdout) as AgentStatus).meshes[0]?.news
  if (!news) throw new Error(`${name} is in no mesh`)
  return news
}

/** All that an endpoint says to whoever shows this, and asks for its API in a splice. */
async function calls(shown: Shown, callee: string): Promise<string> {
  const at = { port: hubPort(), alpn: 'ztm-ctl/1', shown: keyOf('mallory') }
  const wanted = Buffer.from(JSON.stringify({ endpoint: idOf(callee) }))
  const { body } = await ask(dialTls(testScope(), at), head('POST', '/api/splices'), wanted)
  const servername = `${(JSON.parse(body) as { ticket: string }).ticket}.splice.ztm`
  const session: TLSSocket = dialTls(testScope(), { port: hubPort(), alpn: 'ztm-peer/1', shown, servername })
  return (await ask(session, head('GET', '/api/ping'))).body
}

async function publish(name: string, service: string) {
  const echo = await startEcho(testScope())
  await agent(name).ok('publish', service, echo.address)
  return echo
}

describe('a hub that lies', () => {
  test.each([
    ['splice', false],
    ['tunnel', true],
  ])(
    'by a %s carries a caller to another endpoint than asked, of the same user or another, in vain',
    async (_, only) => {
      for (const other of ['mallory', 'c']) {
        lie({ carry: { [idOf('b')]: idOf(other) }, isTunnelOnly: only })
        expect(await codeOf('a', 'ping', 'b')).toBe('certificate-name')
      }
      hub.lie({ isTunnelOnly: only })
      expect(await codeOf('a', 'ping', 'c')).toBe('')
    },
  )

  test('names an endpoint as if it were of somebody else: who is met is not who was named', async () => {
    const theirs = await publish('mallory', 'tcp/bank')
    lie({ provide: { 'tcp/bank': [{ id: idOf('mallory'), name: 'b', user: 'root' }] } })
    for (const service of ['tcp/bank', 'tcp/bank@b']) {
      expect(await codeOf('a', 'connect', service)).toBe('certificate-name')
    }
    expect(theirs.accepted()).toBe(0)
  })

  test('claims the id of one endpoint for another', async () => {
    const theirs = await publish('mallory', 'tcp/safe')
    lie({
      provide: { 'tcp/safe': [{ id: idOf('d'), name: 'd', user: 'alice' }] },
      carry: { [idOf('d')]: idOf('mallory') },
    })
    expect(await codeOf('a', 'connect', `tcp/safe@${idOf('d')}`)).toBe('certificate-name')
    expect(theirs.accepted()).toBe(0)
  })

  test('announces services for those who do not publish them', async () => {
    lie({
      provide: {
        'tcp/ghost': [{ id: idOf('b'), name: 'b', user: 'root' }],
        'tcp/spirit': [{ id: idOf('d'), name: 'd', user: 'alice' }],
      },
    })
    expect(await codeOf('a', 'connect', 'tcp/ghost')).toBe('no-such-service')
    expect(await codeOf('a', 'connect', 'tcp/spirit')).toBe('access-denied')
  })

  test('calls an endpoint with its own certificate', async () => {
    const database = new DatabaseSync(join(mesh().dir, 'hub', 'hub.db'), { readOnly: true })
    const own = database.prepare('SELECT key, certificate AS cert FROM hub').get() as unknown as Shown
    database.close()
    expect(await calls(keyOf('c'), 'b')).toContain('"time"')
    expect(await calls({ ...own }, 'b')).toBe('')
    await agent('b').waitForLog('code=certificate-role')
  })

  test('takes the place of the CA for administrators', async () => {
    lie({ isPosingAsCA: true })
    expect(await codeOf('b', 'invite', 'eve')).toBe('certificate-role')
    expect(await codeOf('b', 'evict', '--endpoint', 'a')).toBe('certificate-role')
    hub.lie({})
    expect(await codeOf('b', 'permits')).toBe('')
  })

  test('changes an enrolment, or what it grants: nothing is stored, and the permit is still good', async () => {
    const permit = await mesh().invite('bob', '--uses', '9')
    const newcomer = await mesh().addAgent('newcomer', { alone: true })
    const joining = () => codeOf('newcomer', 'join', MESH, '--permit', permit, '--as', 'newcomer')
    const codes: [HubLies['enrol'], string][] = [
      ['other-key', 'permit-invalid'],
      ['other-name', 'permit-invalid'],
      ['own-ca', 'signature-invalid'],
      ['other-labels', 'signature-invalid'],
      ['of-another', 'certificate-name'],
    ]
    for (const [change, code] of codes) {
      lie({ enrol: change })
      expect(await joining(), change).toBe(code)
      expect((await newcomer.json<AgentStatus>('status').catch(() => undefined))?.meshes ?? []).toEqual([])
    }
    // Sent twice, it is the same enrolment.
    lie({ enrol: 'twice' })
    expect(await joining()).toBe('')
    const { token } = JSON.parse(readFileSync(permit, 'utf8')) as Permit
    const listed = await agent('a').json<PermitRecord[]>('permits')
    // Three grants came from the CA, and were changed on their way back; the fourth is in use.
    expect(listed.find(one => one.id === token.id)).toMatchObject({ uses: 9, left: 5 })
  })

  test('brings back the evicted: by an old mesh state, and by one of its own making', async () => {
    const evicted = keyOf('c')
    expect(await calls(evicted, 'b')).toContain('"time"')
    await agent('a').ok('evict', '--endpoint', 'c')
    const { version } = await newsOf('a')
    await waitFor(async () => (await newsOf('b')).version >= version, { what: 'b to know' })
    const known = await newsOf('b')
    lie({ state: 'replayed', isLenient: true })
    const [fromB, fromHub] = [agent('b').log().length, mesh().hub.log().length]
    await setPolicy()
    await agent('b').waitForLog('older mesh state', fromB)
    // The hub serves it, the others do not.
    const control = dialTls(testScope(), { port: hubPort(), alpn: 'ztm-ctl/1', shown: evicted })
    expect((await ask(control, head('GET', '/api/ping'))).body).toContain('"time"')
    expect(await calls(evicted, 'b')).toBe('')
    hub.lie({ state: 'forged', isLenient: true })
    await setPolicy()
    await mesh().hub.waitForLog(/did not take the mesh state.*code=signature-invalid/, fromHub)
    expect(await calls(evicted, 'b')).toBe('')
    expect(await newsOf('b')).toMatchObject({ version: known.version, state: 'fresh' })
    await agent('b').waitForLog('code=evicted', fromB)
    hub.lie({})
    await setPolicy()
    await waitFor(async () => (await newsOf('b')).version > known.version + 2, { what: 'the true state' })
  })
})

describe('an agent that lies', () => {
  test('asks for what nobody offers to it, past the directory', async () => {
    const echo = await publish('b', 'tcp/private')
    const endpoint = { id: idOf('b'), name: 'b', user: 'root' }
    mallory.lie({ route: { 'tcp/private': endpoint, 'tcp/nowhere': endpoint } })
    expect(await codeOf('mallory', 'connect', 'tcp/private')).toBe('access-denied')
    expect(await codeOf('mallory', 'connect', 'tcp/nowhere')).toBe('access-denied')
    expect(echo.accepted()).toBe(0)
  })

  test('says that it is another, of another user, with services of others', async () => {
    const hers = await publish('b', 'tcp/vault')
    const services = [{ protocol: 'tcp', name: 'vault' }]
    mallory.lie({ report: { id: idOf('b'), user: 'root', name: 'b', services } })
    await agent('mallory').restart()
    await agent('mallory').connected()
    const seen = async () =>
      (await agent('a').json<Endpoint[]>('get', 'endpoints'))
        .filter(one => one.name === 'b')
        .map(one => `${one.user} ${one.id}`)
        .sort()
    const both = [`mallory ${idOf('mallory')}`, `root ${idOf('b')}`]
    await waitFor(async () => (await seen()).join() === both.join(), {
      what: 'both in the directory',
      detail: mesh().tails,
    })
    for (const service of ['tcp/vault', 'tcp/vault@b']) expect(await codeOf('a', 'connect', service)).toBe('')
    expect(hers.accepted()).toBe(2)
  })

  test('is evicted and does not care, and a hub helps it: the others cut it off', async () => {
    const scope = testScope()
    const echo = await publish('b', 'tcp/open')
    mallory.lie({ isDeaf: true, route: { 'tcp/open': { id: idOf('b'), name: 'b', user: 'root' } } })
    const port = await freePort()
    await agent('mallory').ok('open', String(port), 'tcp/open')
    await waitFor(() => echoes(scope, port), { what: 'the rule to let it in', detail: mesh().tails })
    const stream = await dial(scope, port)
    await stream.exchange('before')
    lie({ isLenient: true })
    await agent('a').ok('evict', 'mallory')
    await within(stream.ended, { what: 'the end of its stream', deadline: CUT_MS })
    await waitFor(() => echo.connections() === 0, { what: 'the end at the target', deadline: CUT_MS })
    const accepted = echo.accepted()
    expect((await agent('mallory').ztm(['status'])).stdout).toContain('connected as mallory')
    // In the session that is up still, or in none.
    expect(await codeOf('mallory', 'connect', 'tcp/open')).toMatch(/^(evicted|endpoint-offline|certificate-untrusted)$/)
    expect(echo.accepted()).toBe(accepted)
  })
})

test('an endpoint that was away when an agent that does not care was evicted cuts it off with the first news', async () => {
  const scope = testScope()
  mallory.lie({ isDeaf: true })
  const e = await mesh().addAgent('e', { args: ['--direct', '127.0.0.1:0'] })
  await publish('e', 'tcp/open')
  await agent('b').ok('unpublish', 'tcp/open')
  await agent('mallory').ok('join', 'again', '--permit', await mesh().invite('mallory'), '--as', 'again')
  const port = await freePort()
  await agent('mallory').ok('open', String(port), 'tcp/open', '--mesh', 'again')
  // Past the hub, which does not end it when it goes away.
  const isDirect = async () => (await echoes(scope, port)) && agent('mallory').log().includes('reached directly')
  await waitFor(isDirect, { what: 'the direct path', detail: mesh().tails })
  const stream = await dial(scope, port)
  await stream.exchange('before')
  const group = -e.child().pid
  process.kill(group, 'SIGSTOP')
  scope.defer(() => {
    process.kill(group, 'SIGCONT')
  })
  await mesh().hub.restart()
  await agent('a').connected()
  await agent('a').ok('evict', '--endpoint', 'again')
  const from = e.log().length
  process.kill(group, 'SIGCONT')
  expect(String(await stream.exchange('not told yet'))).toBe('not told yet')
  await within(
    (async () => {
      await e.waitForLog('serving connection up', from)
      await within(stream.ended, { what: 'the end of the stream', deadline: CUT_MS })
    })(),
    { what: 'it to be told', deadline: REDIALLED_MS, detail: mesh().tails },
  )
})

describe('a hub that lies, at last', () => {
  test('withholds the mesh state: agents say so, refuse new sessions, and go on with an honest one', async () => {
    expect(await codeOf('a', 'ping', idOf('b'))).toBe('')
    lie({ state: 'withheld' })
    await waitFor(async () => (await newsOf('a')).state === 'refusing', {
      what: 'it to be noticed',
      deadline: REFUSED_MS,
    })
    const { code, stderr } = await agent('a').ztm(['status'])
    expect([code, stderr]).toEqual([1, expect.stringContaining('no news of home')])
    expect(await codeOf('a', 'ping', 'd')).toBe('state-stale')
    hub.lie({})
    const isFresh = async () => (await newsOf('a')).state === 'fresh' && (await newsOf('b')).state === 'fresh'
    await waitFor(isFresh, { what: 'news again', deadline: REFUSED_MS, detail: mesh().tails })
    expect(await codeOf('a', 'ping', idOf('b'))).toBe('')
  })

  test('is an endpoint with the certificate of a member', async () => {
    const permit = await mesh().invite('bob')
    const { roots } = JSON.parse(readFileSync(permit, 'utf8')) as Permit
    await mesh().hub.kill()
    const { cert, key } = keyOf('d')
    lie({ shown: { cert, key, roots: roots.join('\n') } })
    const address = mesh().hubAddress
    const args = ['--data', join(mesh().dir, 'impostor'), '--listen', address, '--name', address]
    await createRole(testScope(), { ...hub.run, role: 'hub', engine: mesh().hub.engine, args }).start()
    await waitFor(async () => (await agent('a').ztm(['status'])).stdout.includes('(certificate-role)'), {
      what: 'a to refuse it',
      deadline: REDIALLED_MS,
      detail: mesh().tails,
    })
    const late = await mesh().addAgent('late', { alone: true })
    const refused = await late.ztm(['join', MESH, '--permit', permit, '--as', 'late'])
    expect(refused.stderr).toContain('certificate-role')
  })
})
