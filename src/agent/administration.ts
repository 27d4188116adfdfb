/**
 * Administration of a mesh by this endpoint: each act is signed with its key, and carried to the CA by whichever hub.
 *
 * Owns nothing. Whether its user may do it is for the CA to say.
 */
import type { AuditRecord, ListRequest, PermitRecord } from '../api/ca.ts'
import type { Permit } from '../api/permit.ts'
import type { PolicyDirectory } from '../api/policy.ts'
import type { Eviction, JoinedUser, Member, PolicyReply } from '../api/state.ts'
import type { Page } from '../api/types.ts'
import { fault } from '../common/errors.ts'
import { checkName } from '../common/names.ts'
import { allPages } from '../common/pages.ts'
import { parseNumber, parseObject, parseText } from '../common/parse.ts'
import { parsePermit } from '../common/permit.ts'
import { parseLabels, parsePolicy } from '../common/policy/parse.ts'
import type { Membership } from './membership.ts'

/** How long a permit is good unless told otherwise, in seconds. */
const defaultExpiresSeconds = 24 * 3600

/** Longest life of a permit, in seconds: 90 days. */
const maxExpiresSeconds = 90 * 24 * 3600

/** Endpoints that one permit may enrol at most. */
const maxUses = 1000

/** Longest name or id of an endpoint. */
const nameLength = 100

/** Records of the audit log in one page. */
const auditLimits = { usual: 100, most: 1000 }

/** Asks the CA for a permit. Rejects with bad-request, admin-only, not-connected. */
export async function invite(membership: Membership, value: unknown): Promise<Permit> {
  const body = parseObject(value, 'the invitation')
  const reply = await membership.ca.ask({
    action: 'invite',
    ...(body.hub === true ? { kind: 'hub' as const, user: '' } : { user: checkName(body.user, 'user') }),
    expires: parseNumber(body.expires ?? defaultExpiresSeconds, 'expires', [1, maxExpiresSeconds]),
    uses: parseNumber(body.uses ?? 1, 'uses', [1, maxUses]),
    labels: parseLabels(body.labels ?? {}, 'labels'),
  })
  return parsePermit(JSON.stringify(reply))
}

/** Rejects with admin-only, no-such-user, endpoint-not-found, bad-request, not-connected. */
export async function evict(membership: Membership, value: unknown): Promise<Eviction> {
  const { user, endpoint } = parseObject(value, 'the eviction')
  if ((user === undefined) === (endpoint === undefined)) {
    throw fault(
      'bad-request',
      'an eviction names a user or an endpoint',
      'ztm evict alice, or ztm evict --endpoint laptop',
    )
  }
  return await membership.ca.ask(
    user === undefined
      ? { action: 'evict', endpoint: parseText(endpoint, 'endpoint', nameLength) }
      : { action: 'evict', user: checkName(user, 'user') },
  )
}

/** Puts a policy in force. Rejects with admin-only, bad-request, already-exists (made from an older version), not-connected. */
export async function setPolicy(membership: Membership, value: unknown): Promise<PolicyReply> {
  return await membership.ca.ask({ action: 'policy', policy: parsePolicy(value) })
}

/** A page of the endpoints that have joined. Rejects with admin-only, bad-request, not-connected. */
export async function listMembers(membership: Membership, query: Record<string, string>): Promise<Page<Member>> {
  const { id, name, user } = query
  return await membership.ca.ask({ action: 'members', ...listingOf(query), id, name, user })
}

/** A page of the users whose endpoints they are. Rejects with admin-only, bad-request, not-connected. */
export async function listJoinedUsers(
  membership: Membership,
  query: Record<string, string>,
): Promise<Page<JoinedUser>> {
  return await membership.ca.ask({ action: 'users', ...listingOf(query) })
}

/** What a query says of a page, as the CA is asked for it. */
function listingOf({ search, sort, limit, after }: Record<string, string>): ListRequest {
  return {
    search: search || undefined,
    sort: sort || undefined,
    limit: limit ? parseNumber(Number(limit), 'limit', [1, Number.MAX_SAFE_INTEGER]) : undefined,
    after: after || undefined,
  }
}

/** Permits that can still be used. Rejects with admin-only, not-connected. */
export async function listPermits(membership: Membership): Promise<PermitRecord[]> {
  return (await membership.ca.ask({ action: 'permits' })).permits
}

/** Rejects with admin-only, no-such-permit, bad-request, not-connected. */
export async function revokePermit(membership: Membership, permit: string): Promise<PermitRecord> {
  return await membership.ca.ask({ action: 'revoke', permit: parseText(permit, 'permit', nameLength) })
}

/** Who did what, the newest first; `after` is the cursor of the page before. Rejects with admin-only, bad-request, not-connected. */
export async function listAudit(membership: Membership, query: Record<string, string>): Promise<Page<AuditRecord>> {
  const limit = query.limit ? parseNumber(Number(query.limit), 'limit', [1, auditLimits.most]) : auditLimits.usual
  const after = query.after ? { before: parseNumber(Number(query.after), 'after', [1, Number.MAX_SAFE_INTEGER]) } : {}
  const search = query.search ? { search: parseText(query.search, 'search', nameLength) } : {}
  const { records } = await membership.ca.ask({ action: 'audit', limit, ...after, ...search })
  const last = records[records.length - 1]
  return records.length === limit && last ? { items: records, next: String(last.id) } : { items: records }
}

/** By id, else by name. Rejects with endpoint-not-found, admin-only, bad-request, not-connected. */
export async function getMember(membership: Membership, idOrName: string): Promise<Member> {
  const [byId] = (await membership.ca.ask({ action: 'members', id: idOrName })).items
  if (byId) return byId
  const [byName] = (await membership.ca.ask({ action: 'members', name: idOrName, limit: 1 })).items
  if (byName) return byName
  throw fault('endpoint-not-found', `no endpoint "${idOrName}" has joined`, 'ztm get members')
}

/** Users and endpoints as policy sees them. Rejects with admin-only, not-connected. */
export async function findDirectory(membership: Membership): Promise<PolicyDirectory> {
  const endpoints = await allPages(page => membership.ca.ask({ action: 'members', ...page }))
  return { users: [...new Set(endpoints.map(endpoint => endpoint.user))], endpoints }
}
