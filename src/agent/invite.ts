/**
 * Inviting a user: a request signed with this endpoint's key, which the hub only carries to the CA.
 *
 * Owns nothing.
 */
import type { Permit } from '../api/permit.ts'
import { signRequest } from '../common/admin.ts'
import { checkName } from '../common/names.ts'
import { parseNumber, parseObject } from '../common/parse.ts'
import { parsePermit } from '../common/permit.ts'
import type { Membership } from './membership.ts'

/** How long a permit is good unless told otherwise, in seconds. */
const defaultExpiresSeconds = 24 * 3600

/** Longest life of a permit, in seconds: 90 days. */
const maxExpiresSeconds = 90 * 24 * 3600

/** Endpoints that one permit may enrol at most. */
const maxUses = 1000

/** Asks the CA for a permit. Rejects with bad-request, admin-only, not-connected. */
export async function invite(membership: Membership, value: unknown): Promise<Permit> {
  const body = parseObject(value, 'the invitation')
  const { stored, now } = membership
  const request = {
    action: 'invite' as const,
    user: checkName(body.user, 'user'),
    expires: parseNumber(body.expires ?? defaultExpiresSeconds, 'expires', [1, maxExpiresSeconds]),
    uses: parseNumber(body.uses ?? 1, 'uses', [1, maxUses]),
  }
  const signed = signRequest(request, { endpoint: stored.endpointId, key: stored.key, now: now() })
  const reply = await membership.getLink().client('POST /api/admin', { body: signed })
  return parsePermit(JSON.stringify(reply))
}
