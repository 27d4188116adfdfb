/**
 * Who has joined, for administrators: endpoints, and the users whom they belong to; a page at a time.
 *
 * Owns nothing. Answers as hubs do for those who are online, from what the CA has on record.
 */
import type { JoinedUser, Member } from '../api/state.ts'
import type { Page } from '../api/types.ts'
import { type Listing, pageOf, sortable } from '../common/listing.ts'
import { parseNumber, parseText } from '../common/parse.ts'
import { listUsers } from '../common/user-listing.ts'
import type { Context } from './context.ts'

/** Longest text that is searched for or gone on after, and longest id or name. */
const textLength = 200

const memberListing: Listing<Member> = {
  idOf: ({ id }) => id,
  textOf: ({ name, user, labels }) =>
    [name, user, ...Object.keys(labels).map(key => `${key}=${labels[key]}`)].join(' '),
  sorts: {
    name: ({ name }) => name,
    user: ({ user }) => user,
    notAfter: ({ notAfter }) => sortable(notAfter),
  },
}

/** Answers a MembersRequest. Throws bad-request. */
export function listMembers({ records }: Context, act: Record<string, unknown>): Page<Member> {
  const { id, name, user } = textsOf(act, ['id', 'name', 'user'])
  const members = records
    .listMembers()
    .filter(
      one =>
        (id === undefined || one.id === id) &&
        (name === undefined || one.name === name) &&
        (user === undefined || one.user === user),
    )
  return pageOf(members, queryOf(act), memberListing)
}

/** Answers a UsersRequest. Throws bad-request. */
export function listJoinedUsers({ records }: Context, act: Record<string, unknown>): Page<JoinedUser> {
  return listUsers(records.listMembers(), queryOf(act), ({ id, name, notAfter }) => ({ id, name, notAfter }))
}

function queryOf(act: Record<string, unknown>): Record<string, string> {
  const query = textsOf(act, ['search', 'sort', 'after'])
  if (act.limit === undefined) return query
  return { ...query, limit: String(parseNumber(act.limit, 'limit', [1, Number.MAX_SAFE_INTEGER])) }
}

/** Those of the fields that are there. */
function textsOf<Key extends string>(act: Record<string, unknown>, keys: Key[]): Partial<Record<Key, string>> {
  const texts: Partial<Record<Key, string>> = {}
  for (const key of keys) if (act[key] !== undefined) texts[key] = parseText(act[key], key, textLength)
  return texts
}
