/**
 * Endpoints by the users whom they belong to, and a page of these: at a hub of who is online, at the CA of who has joined.
 *
 * Pure.
 */
import type { Page } from '../api/types.ts'
import { type Listing, pageOf, sortable, wordsOf } from './listing.ts'

/** Endpoints of a user, and the like, that a row names. */
export const mostNamed = 20

/** A user, with some of its endpoints, and how many there are. */
export interface UserRow<Endpoint> {
  user: string
  endpoints: Endpoint[]
  count: number
}

interface Owned {
  id: string
  name: string
  user: string
}

function userListing<Endpoint extends Owned>(): Listing<UserRow<Endpoint>> {
  return {
    idOf: ({ user }) => user,
    textOf: ({ user, endpoints }) => [user, ...endpoints.map(({ name }) => name)].join(' '),
    sorts: { user: ({ user }) => user, endpoints: ({ count }) => sortable(count) },
  }
}

/**
 * The page of users that `query` asks for (see listing.ts), by `sort`: user, endpoints. Of each it shows some endpoints, as
 * `shownOf` says: those that the search is about first, then in the order of their names. Throws bad-request.
 */
export function listUsers<Endpoint extends Owned, Shown>(
  endpoints: Endpoint[],
  query: Record<string, string>,
  shownOf: (endpoint: Endpoint) => Shown,
): Page<UserRow<Shown>> {
  const page = pageOf(byUser(endpoints), query, userListing<Endpoint>())
  const words = wordsOf(query.search)
  const rankOf = ({ name }: Endpoint) => (words.some(word => name.toLowerCase().includes(word)) ? '0' : '1')
  const items = page.items.map(({ user, endpoints: all, count }) => ({
    user,
    endpoints: firstBy(all, one => `${rankOf(one)}${one.name}`).map(shownOf),
    count,
  }))
  return { ...page, items }
}

/** The users with the most endpoints, `most` of them; and how many users there are. */
export function largestUsers<Endpoint extends Owned>(
  endpoints: Endpoint[],
  most: number,
): { users: number; largest: { user: string; endpoints: number }[] } {
  const users = byUser(endpoints)
  const { items } = pageOf(users, { sort: '-endpoints', limit: String(most) }, userListing<Endpoint>())
  return { users: users.length, largest: items.map(({ user, count }) => ({ user, endpoints: count })) }
}

function byUser<Endpoint extends Owned>(endpoints: Endpoint[]): UserRow<Endpoint>[] {
  const users = new Map<string, UserRow<Endpoint>>()
  for (const endpoint of endpoints) {
    const known = users.get(endpoint.user)
    if (known) {
      known.endpoints.push(endpoint)
      known.count++
    } else users.set(endpoint.user, { user: endpoint.user, endpoints: [endpoint], count: 1 })
  }
  return [...users.values()]
}

/** As many as a row names, in the order of a text of theirs. */
export function firstBy<Item extends { id: string }>(items: Item[], textOf: (item: Item) => string): Item[] {
  const query = { sort: 'text', limit: String(mostNamed) }
  return pageOf(items, query, { idOf: ({ id }) => id, textOf: () => '', sorts: { text: textOf } }).items
}
