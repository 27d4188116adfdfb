/**
 * Evicting a user or an endpoint: a request signed with this endpoint's key, which the hub only carries to the CA.
 *
 * Owns nothing.
 */
import type { EvictRequest } from '../api/ca.ts'
import type { Eviction } from '../api/state.ts'
import { signRequest } from '../common/admin.ts'
import { fault } from '../common/errors.ts'
import { checkName } from '../common/names.ts'
import { parseObject, parseText } from '../common/parse.ts'
import type { Membership } from './membership.ts'

/** Longest name or id of an endpoint. */
const nameLength = 100

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
  const request: EvictRequest =
    user === undefined
      ? { action: 'evict', endpoint: parseText(endpoint, 'endpoint', nameLength) }
      : { action: 'evict', user: checkName(user, 'user') }
  const { stored, now } = membership
  const signed = signRequest(request, { endpoint: stored.endpointId, key: stored.key, now: now() })
  return (await membership.getLink().client('POST /api/admin', { body: signed })) as Eviction
}
