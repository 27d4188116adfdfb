/**
 * Who has joined, as an administrator's agent tells it: endpoints and users by pages, searched and sorted at the CA, whether they
 * are online or not.
 *
 * The tests share one mesh: root's desk, alice's phone, and a crowd of hers, which is one agent that has joined many times.
 */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import type { UserSummary } from '../../src/api/command-line.ts'
import type { JoinedUser, Member } from '../../src/api/state.ts'
import type { Endpoint, OnlineUser, Page } from '../../src/api/types.ts'
import type { Agent } from '../harness/mesh.ts'
import { waitFor } from '../harness/wait.ts'
import { useMesh } from './fixture.ts'

/** More than a user's row names. */
const CROWD = 22

/** Ids that a hub takes in one question. */
const MOST_IDS = 100

const nameOf = (index: number): string => `pc-${String(index).padStart(2, '0')}`

const mesh = useMesh({ agents: ['desk'] }, async made => {
  await made.addAgent('phone', { user: 'alice' })
  const crowd = await made.addAgent('crowd', { alone: true })
  const permit: unknown = JSON.parse(readFileSync(await made.invite('alice', '--uses', String(CROWD)), 'utf8'))
  for (let index = 0; index < CROWD; index++) {
    const { status } = await request(crowd, '', { name: nameOf(index), as: nameOf(index), permit })
    expect(status).toBe(200)
  }
})

/** A GET of the local API, or a POST of `body`. */
async function request(agent: Agent, path: string, body?: unknown): Promise<Response> {
  const token = readFileSync(join(agent.dir, 'api-token'), 'utf8').trim()
  return await fetch(`http://${agent.address()}/api/meshes${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { authorization: `Bearer ${token}` },
    body: body === undefined ? undefined : JSON.stringify(body),
  })
}

async function list<Item>(name: string, path: string): Promise<Page<Item>> {
  const response = await request(mesh().agent(name), `/home/${path}`)
  const reply: unknown = await response.json()
  expect(response.ok, JSON.stringify(reply)).toBe(true)
  return reply as Page<Item>
}

async function codeOf(name: string, path: string): Promise<string> {
  const response = await request(mesh().agent(name), `/home/${path}`)
  return response.ok ? '' : ((await response.json()) as { code: string }).code
}

const namesOf = ({ items }: Page<{ name: string }>): string[] => items.map(({ name }) => name)

test('endpoints that have joined come in pages, of what is searched for, in the order that is wanted', async () => {
  const everybody = ['desk', ...Array.from({ length: CROWD }, (_, index) => nameOf(index)), 'phone']
  const paged: string[] = []
  let after = ''
  do {
    const page = await list<Member>('desk', `members?sort=name&limit=10&after=${encodeURIComponent(after)}`)
    expect(page.total).toBe(everybody.length)
    paged.push(...namesOf(page))
    after = page.next ?? ''
  } while (after)
  expect(paged).toEqual(everybody)
  const found = await list<Member>('desk', 'members?search=ALICE+pc+0&sort=-name&limit=2')
  expect(found).toMatchObject({ total: 12, items: [{ name: 'pc-20', user: 'alice' }, { name: 'pc-10' }] })
  const id = found.items[0]?.id ?? ''
  expect(namesOf(await list<Member>('desk', `members?id=${id}`))).toEqual(['pc-20'])
  expect(await list<Member>('desk', 'members?id=pc-20')).toEqual({ items: [], total: 0 })
  expect(namesOf(await list<Member>('desk', 'members?user=root'))).toEqual(['desk'])
})

test('users who have joined are counted, with some of their endpoints', async () => {
  expect(await list<JoinedUser>('desk', 'joined-users?sort=-endpoints')).toMatchObject({
    total: 2,
    items: [
      { user: 'alice', count: CROWD + 1 },
      { user: 'root', count: 1, endpoints: [{ name: 'desk' }] },
    ],
  })
  const { items } = await list<JoinedUser>('desk', 'joined-users?search=phone')
  expect(items.map(({ user }) => user)).toEqual(['alice'])
  const named = items[0]?.endpoints ?? []
  expect(named.map(({ name }) => name)).toEqual(['phone', ...Array.from({ length: 19 }, (_, index) => nameOf(index))])
  expect(named.every(({ notAfter }) => notAfter > Date.now())).toBe(true)
})

test('the hub is asked about some endpoints, as many at once as it takes', async () => {
  const { items } = await list<Member>('desk', 'members?sort=name&search=pc-0')
  const ids = items.map(({ id }) => id)
  const padded = [...Array.from({ length: MOST_IDS - ids.length }, () => crypto.randomUUID()), ...ids]
  const online = await list<Endpoint>('phone', `endpoints?sort=name&ids=${padded.join()}`)
  expect(namesOf(online)).toEqual(namesOf({ items }))
  expect(await codeOf('phone', `endpoints?ids=${[...padded, 'x'].join()}`)).toBe('bad-request')
  expect(await codeOf('phone', 'endpoints?ids=')).toBe('bad-request')
})

test.for(['members', 'joined-users'])(
  '%s are told to administrators only, who ask for something that there is',
  async what => {
    for (const query of ['limit=0', 'limit=many', 'limit=1.5', 'sort=constructor', `search=${'x'.repeat(201)}`])
      expect(await codeOf('desk', `${what}?${query}`), query).toBe('bad-request')
    expect(await codeOf('phone', what)).toBe('admin-only')
  },
)

test('the command line describes one without asking for all, and lists all', async () => {
  const desk = mesh().agent('desk')
  const members = await desk.json<Member[]>('get', 'members')
  expect(members.length).toBe(CROWD + 2)
  const last = members.find(({ name }) => name === 'pc-21')
  expect(await desk.json<Member>('describe', 'member', 'pc-21')).toEqual(last)
  expect(await desk.json<Member>('describe', 'member', last?.id ?? '')).toEqual(last)
  expect(await desk.ztm(['describe', 'member', 'pc-99'])).toMatchObject({ code: 4 })
  const alice = await desk.json<UserSummary>('describe', 'user', 'alice')
  expect(alice.endpoints.length).toBe(CROWD + 1)
  expect(await desk.ok('policy', 'explain', 'alice', 'pc-21', 'tcp/ssh')).toMatch(/^yes/)
  expect((await desk.ok('__complete', 'describe', 'user', '')).split('\n')).toEqual(['alice', 'root', ''])
  expect((await mesh().agent('phone').ok('__complete', 'describe', 'user', 'r')).trim()).toBe('root')
})

test('who is off is listed all the same', async () => {
  await mesh().agent('crowd').kill()
  const online = () => list<OnlineUser>('desk', 'users?search=alice')
  await waitFor(async () => (await online()).items[0]?.count === 1, {
    what: 'the crowd to be gone',
    detail: mesh().tails,
  })
  expect(await list<JoinedUser>('desk', 'joined-users?search=alice')).toMatchObject({ items: [{ count: CROWD + 1 }] })
  const { items } = await list<Member>('desk', 'members?search=pc-0')
  expect(await list<Endpoint>('desk', `endpoints?ids=${items.map(({ id }) => id).join()}`)).toEqual({
    items: [],
    total: 0,
  })
})
