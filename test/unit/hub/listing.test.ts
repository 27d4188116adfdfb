/** Pages of a directory: searched, sorted, and whole although others come and go. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Endpoint, Page } from '../../../src/api/types.ts'
import { createDirectory } from '../../../src/hub/directory.ts'
import { listEndpoints, listOffers, listServices, listUsers, summarize } from '../../../src/hub/directory-lists.ts'

/** An endpoint with an id of a number. */
function endpoint(index: number, more: Partial<Endpoint> = {}): Endpoint {
  const id = `id-${String(index).padStart(4, '0')}`
  return { id, name: id, user: 'ann', services: [], since: index, address: '192.0.2.1:7', version: '0.1.0', ...more }
}

/** All pages after one another, with as many items each. */
function allOf<Item>(limit: number, ask: (query: Record<string, string>) => Page<Item>): Item[] {
  const items: Item[] = []
  let after = ''
  do {
    const page = ask({ limit: String(limit), ...(after && { after }) })
    expect(page.items.length).toBeLessThanOrEqual(limit)
    items.push(...page.items)
    after = page.next ?? ''
  } while (after)
  return items
}

const someEndpoints = fc.uniqueArray(
  fc.record({ index: fc.nat(999), since: fc.nat(5), user: fc.constantFrom('ann', 'bob', 'Åsa') }),
  { selector: ({ index }) => index, maxLength: 40 },
)

test.for(['since', '-since', 'user', '-user', ''])('pages by "%s" are the sorted list, whatever their size', sort => {
  fc.assert(
    fc.property(someEndpoints, fc.integer({ min: 1, max: 9 }), (given, limit) => {
      const all = given.map(({ index, ...more }) => endpoint(index, more))
      const key = sort.replace('-', '') as 'since' | 'user' | ''
      const sign = sort.startsWith('-') ? -1 : 1
      const compare = (a: string | number, b: string | number) => (a < b ? -sign : a > b ? sign : 0)
      const expected = [...all].sort((a, b) => (key && compare(a[key], b[key])) || compare(a.id, b.id))
      expect(allOf(limit, query => listEndpoints(all, { ...query, sort }))).toEqual(expected)
    }),
  )
})

test('a page goes on where the one before ended, although that item is gone and others came', () => {
  const all = Array.from({ length: 10 }, (_, index) => endpoint(index * 2))
  const first = listEndpoints(all, { limit: '3' })
  expect(first).toMatchObject({ items: [{ since: 0 }, { since: 2 }, { since: 4 }], total: 10 })
  const later = [...all.filter(({ since }) => since !== 4), endpoint(3), endpoint(5)]
  expect(listEndpoints(later, { limit: '3', after: first.next ?? '' }).items.map(({ since }) => since)).toEqual([
    5, 6, 8,
  ])
})

test('every word of a search must be found, in any of what is shown', () => {
  const all = [
    endpoint(1, { user: 'Ann', services: [{ protocol: 'tcp', name: 'web' }] }),
    endpoint(2, { user: 'bob', services: [{ protocol: 'tcp', name: 'web' }] }),
    endpoint(3, { user: 'bob' }),
  ]
  const found = (search: string) => listEndpoints(all, { search }).items.map(({ since }) => since)
  expect(found('WEB')).toEqual([1, 2])
  expect(found('web ann')).toEqual([1])
  expect(found('bob id-0003')).toEqual([3])
  expect(found('nobody')).toEqual([])
  expect(listEndpoints(all, { search: 'bob', limit: '1' })).toMatchObject({ total: 2, items: [{ since: 2 }] })
})

test.for([
  [{ limit: '0' }, 'limit'],
  [{ limit: 'many' }, 'limit'],
  [{ sort: 'constructor' }, 'constructor'],
  [{ sort: '-weight' }, 'weight'],
] as const)('%j is refused', ([query, said]) => {
  expect(() => listEndpoints([endpoint(1)], query)).toThrow(said)
})

test('some are asked for by their ids, and those that are not online are not in the answer', () => {
  const all = Array.from({ length: 150 }, (_, index) => endpoint(index, { user: index % 2 ? 'ann' : 'bob' }))
  const found = (ids: string, more = {}) => listEndpoints(all, { ids, ...more }).items.map(({ since }) => since)
  expect(found('id-0007,gone,id-0003')).toEqual([3, 7])
  expect(found('gone')).toEqual([])
  expect(found('id-0001,id-0002', { user: 'bob' })).toEqual([2])
  const hundred = all.slice(20, 120).map(({ id }) => id)
  expect(found(hundred.join()).length).toBe(100)
  for (const ids of ['', ',', 'id-0001,', 'x'.repeat(101), [...hundred, 'id-0001'].join()])
    expect(() => found(ids), ids).toThrow(/ids/)
})

test('users are sorted by name and by what they have, and their computers that are searched for are named first', () => {
  const all = Array.from({ length: 30 }, (_, index) => endpoint(index, { user: index < 25 ? 'ann' : 'bob' }))
  all.push(endpoint(30, { user: 'Carl', name: 'Desk' }))
  const told = (query: Record<string, string>) =>
    listUsers(all, query).items.map(({ user, endpoints, count }) => [user, endpoints[0]?.name, endpoints.length, count])
  expect(told({})).toEqual([
    ['Carl', 'Desk', 1, 1],
    ['ann', 'id-0000', 20, 25],
    ['bob', 'id-0025', 5, 5],
  ])
  expect(told({ sort: '-user', limit: '1' })).toEqual([['bob', 'id-0025', 5, 5]])
  expect(told({ sort: '-endpoints', limit: '1' })).toEqual([['ann', 'id-0000', 20, 25]])
  expect(told({ search: 'ID-0024' })).toEqual([['ann', 'id-0024', 20, 25]])
  expect(told({ search: ' carl  desk ' })).toEqual([['Carl', 'Desk', 1, 1]])
  expect(() => listUsers(all, { sort: 'since' })).toThrow('since')
})

test('a page has a thousand items at most', () => {
  const all = Array.from({ length: 1500 }, (_, index) => endpoint(index))
  expect(listEndpoints(all, { limit: '9999' }).items.length).toBe(1000)
})

test('services are offered by those who are online; twenty are named and all are counted', () => {
  const directory = createDirectory<string>('x')
  const web = { protocol: 'tcp', name: 'web' } as const
  for (let index = 0; index < 30; index++) {
    const services = index === 7 ? [web, { protocol: 'udp', name: 'dns' } as const] : [web]
    const serving = { id: `id-${index}`, user: index < 25 ? 'ann' : 'bob', address: 'a', link: `link-${index}` }
    directory.enter(serving, { name: `n-${String(index).padStart(2, '0')}`, version: '1', services }, 0)
  }
  const offers = listOffers(directory.providers(), {})
  expect(offers.items.map(({ name, count, providers }) => [name, count, providers.length])).toEqual([
    ['web', 30, 20],
    ['dns', 1, 1],
  ])
  expect(offers.items[0]?.providers.map(({ name }) => name).slice(0, 2)).toEqual(['n-00', 'n-01'])
  expect(listOffers(directory.providers(), { sort: '-providers' }).items[0]?.name).toBe('web')
  expect(listOffers(directory.providers(), { search: 'bob' }).items.map(({ name, count }) => [name, count])).toEqual([
    ['web', 30],
  ])
  expect(listServices(directory.providers(), { name: 'web' })).toMatchObject({ total: 30 })
  expect(listUsers(directory.endpoints(), { sort: '-endpoints' })).toMatchObject({
    items: [
      { user: 'ann', count: 25 },
      { user: 'bob', count: 5 },
    ],
  })
  expect(summarize(directory.endpoints(), directory.mark())).toEqual({
    mark: directory.mark(),
    endpoints: 30,
    users: 2,
    services: 2,
    largest: [
      { user: 'ann', endpoints: 25 },
      { user: 'bob', endpoints: 5 },
    ],
  })
})

test('the mark of a directory is another after each change, and only then', () => {
  const directory = createDirectory<string>('x')
  const marks = new Set([directory.mark()])
  const report = { name: 'n', version: '1', services: [] }
  const after = (change: () => void) => {
    change()
    const size = marks.size
    marks.add(directory.mark())
    return marks.size > size
  }
  expect(after(() => directory.enter({ id: 'a', user: 'ann', address: 'x', link: 'l' }, report, 0))).toBe(true)
  expect(after(() => directory.update('a', { ...report, services: [{ protocol: 'tcp', name: 'web' }] }))).toBe(true)
  expect(after(() => directory.update('a', { ...report, services: [{ protocol: 'tcp', name: 'web' }] }))).toBe(false)
  expect(after(() => directory.leave('a', 'another'))).toBe(false)
  expect(after(() => directory.leave('a', 'l'))).toBe(true)
  expect(createDirectory<string>('y').mark()).not.toBe(createDirectory<string>('x').mark())
})
