// What the CA tells administrators of those who have joined: endpoints and users, searched, sorted and a page at a time.
import type { MembersRequest, UsersRequest } from '../../../../src/api/ca.ts'
import type { Member as Joined, JoinedUser } from '../../../../src/api/state.ts'
import type { Page } from '../../../../src/api/types.ts'
import { administer, attempt, found, invite, join, type Member } from './_mesh.ts'

const computersOfAlice = 110
const nameOf = (index: number) => `pc-${String(index).padStart(3, '0')}`

const members = async (by: Member, act: Omit<MembersRequest, 'action'>) =>
  (await administer(by, { action: 'members', ...act })) as Page<Joined>

const users = async (by: Member, act: Omit<UsersRequest, 'action'>) =>
  (await administer(by, { action: 'users', ...act })) as Page<JoinedUser>

async function endpoints(root: Member, ids: { alice: string }): Promise<void> {
  println('endpoints')
  const tell = async (act: Omit<MembersRequest, 'action'>) => {
    const { items, total, next } = await members(root, act)
    // By the user alone their order is that of ids.
    const names = items.map(({ name, user }) => (act.sort?.endsWith('user') ? user : `${name}/${user}`))
    const shown = names.length > 4 ? `${names[0]} to ${names[names.length - 1]}` : names.join()
    println(`${JSON.stringify(act)}: ${items.length} of ${total}${next ? ', more' : ''}: ${shown}`)
  }
  const whole = await members(root, { sort: 'name', limit: 1000 })
  const paged: Joined[] = []
  let after: string | undefined
  do {
    const page = await members(root, { sort: 'name', limit: 25, after })
    paged.push(...page.items)
    after = page.next
  } while (after)
  println(`pages are the whole: ${JSON.stringify(paged) === JSON.stringify(whole.items)}`)
  println(`a hundred unless asked for more: ${(await members(root, {})).items.length}`)
  println(JSON.stringify({ ...whole.items[0], id: 0, notAfter: 0 }))
  await tell({ sort: 'name', limit: 5000 })
  await tell({ sort: '-name', limit: 3 })
  await tell({ sort: '-user', limit: 4, search: 'ice PC-00' })
  await tell({ sort: 'name', search: 'bob  env=dev ' })
  await tell({ search: 'nobody' })
  await tell({ user: 'bob', sort: '-name' })
  await tell({ name: 'pc-001', sort: '-user' })
  await tell({ name: 'pc-001', user: 'alice' })
  const [one, other] = (await members(root, { id: ids.alice })).items
  println(`by id: ${one?.id === ids.alice} ${one?.name}, and no other: ${other === undefined}`)
  println(`by an id that nobody has: ${JSON.stringify(await members(root, { id: nameOf(1) }))}`)
}

async function people(root: Member): Promise<void> {
  println('users')
  const tell = async (act: Omit<UsersRequest, 'action'>) => {
    const { items, total, next } = await users(root, act)
    println(`${JSON.stringify(act)}: ${items.length} of ${total}${next ? ', more' : ''}`)
    for (const { user, endpoints, count } of items) {
      const names = endpoints.map(({ name }) => name)
      println(`  ${user}: ${names.length} of ${count}: ${names.slice(0, 3).join()}`)
    }
  }
  await tell({})
  await tell({ sort: '-user', limit: 1 })
  await tell({ sort: '-user', limit: 2, after: (await users(root, { sort: '-user', limit: 1 })).next })
  await tell({ sort: '-endpoints', limit: 2 })
  await tell({ search: 'pc-109' })
  await tell({ search: 'BOB pc-002' })
  await tell({ search: 'nobody' })
  const [first] = (await users(root, { search: 'bob' })).items
  println(JSON.stringify(first?.endpoints.map(one => ({ ...one, id: one.id.length, notAfter: one.notAfter > 0 }))))
}

async function changes(root: Member): Promise<void> {
  println('changes')
  const tell = async () => {
    const { items } = await users(root, {})
    println(items.map(({ user, count }) => `${user} ${count}`).join())
  }
  await attempt('evict root', () => administer(root, { action: 'evict', user: 'root' }))
  await tell()
  await attempt('evict bob', () => administer(root, { action: 'evict', user: 'bob' }))
  await tell()
  await join(await invite(root, 'carol'))
  await tell()
}

async function refusals(root: Member, alice: Member): Promise<void> {
  println('refusals')
  const tries: [string, Record<string, unknown>][] = [
    ['limit of 0', { limit: 0 }],
    ['limit in words', { limit: '10' }],
    ['unknown order', { sort: 'constructor' }],
    ['order of hubs', { sort: '-since' }],
    ['order that is no text', { sort: 1 }],
    ['endless search', { search: 'x'.repeat(201) }],
    ['search for an object', { search: {} }],
    ['cursor that is no text', { after: 7 }],
  ]
  for (const [what, more] of tries) {
    await attempt(`members, ${what}`, () => members(root, more))
    await attempt(`users, ${what}`, () => users(root, more))
  }
  await attempt('members, empty id', () => members(root, { id: '' }))
  await attempt('members, list of names', () => members(root, { name: ['pc-001'] as never }))
  await attempt('members, by no administrator', () => members(alice, {}))
  await attempt('users, by no administrator', () => users(alice, {}))
}

async function main(): Promise<void> {
  const { root, permit } = await found()
  const alice = await join(permit, 'lap')
  const many = await invite(root, 'alice', computersOfAlice)
  for (let index = 0; index < computersOfAlice; index++) await join(many, nameOf(index))
  const few = await invite(root, 'bob', 3)
  for (let index = 0; index < 3; index++) await join(few, nameOf(index))
  await endpoints(root, { alice: alice.id })
  await people(root)
  await changes(root)
  await refusals(root, alice)
  pipy.exit(0)
}

main()
