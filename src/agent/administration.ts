/**
 * Administration of a mesh by this endpoint: each act is signed with its key, and carried to the CA by whichever hub.
 *
 * Owns nothing. Whether its user may do it is for the CA to say.
 */
import type { AdminReply, AdminRequest } from '../api/ca.ts'
import type { Permit } from '../api/permit.ts'
import type { PolicyDirectory } from '../api/policy.ts'
import type { Eviction, Member, PolicyReply } from '../api/state.ts'
import { signRequest } from '../common/admin.ts'
import { fault } from '../common/errors.ts'
import { checkName } from '../common/names.ts'
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

function ask(membership: Membership, request: AdminRequest): Promise<AdminReply> {
  const { stored, now } = membership
  const signed = signRequest(request, { endpoint: stored.endpointId, key: stored.key, now: now() })
  return membership.getLink().client('POST /api/admin', { body: signed })
}

/** Asks the CA for a permit. Rejects with bad-request, admin-only, not-connected. */
export async function invite(membership: Membership, value: unknown): Promise<Permit> {
  const body = parseObject(value, 'the invitation')
  const reply = await ask(membership, {
    action: 'invite',
    user: checkName(body.user, 'user'),
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
  const request: AdminRequest =
    user === undefined
      ? { action: 'evict', endpoint: parseText(endpoint, 'endpoint', nameLength) }
      : { action: 'evict', user: checkName(user, 'user') }
  return (await ask(membership, request)) as Eviction
}

/** Puts a policy in force. Rejects with admin-only, bad-request, already-exists (made from an older version), not-connected. */
export async function setPolicy(membership: Membership, value: unknown): Promise<PolicyReply> {
  return (await ask(membership, { action: 'policy', policy: parsePolicy(value) })) as PolicyReply
}

/** Every endpoint that has joined. Rejects with admin-only, not-connected. */
export async function listMembers(membership: Membership): Promise<Member[]> {
  return ((await ask(membership, { action: 'members' })) as { members: Member[] }).members
}

/** Users and endpoints as policy sees them. Rejects with admin-only, not-connected. */
export async function findDirectory(membership: Membership): Promise<PolicyDirectory> {
  const endpoints = await listMembers(membership)
  return { users: [...new Set(endpoints.map(endpoint => endpoint.user))], endpoints }
}
