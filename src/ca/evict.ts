/**
 * Eviction: takes endpoints of a user, or one endpoint, out of the mesh, for good.
 *
 * Owns nothing. Who is evicted cannot renew, its permits are worth nothing, and the mesh state names it to everybody until its
 * last certificate has run out. A user may be invited again: that makes new endpoints.
 */
import type { Eviction } from '../api/state.ts'
import { fault } from '../common/errors.ts'
import { checkName } from '../common/names.ts'
import { parseText } from '../common/parse.ts'
import { isAdmin } from './policy.ts'
import type { EndpointRecord, Records } from './records.ts'
import type { StateMaker } from './state.ts'

/** Longest name or id of an endpoint that is read. */
const nameLength = 100

export interface EvictComponents {
  records: Records
  state: StateMaker
}

/** Call it in a transaction, and `state.publish` after it. Throws no-such-user, endpoint-not-found, bad-request. */
export function evict({ records, state }: EvictComponents, act: Record<string, unknown>): Eviction {
  const user = act.user === undefined ? undefined : checkName(act.user, 'user')
  const chosen = user === undefined ? named(records, act.endpoint) : ofUser(records, user)
  const rest = records.listEndpoints().filter(one => !chosen.some(gone => gone.id === one.id))
  if (!rest.some(endpoint => isAdmin(state.policy(), endpoint.user))) {
    throw fault(
      'bad-request',
      'nobody would be left to administer the mesh',
      'Let another computer of an administrator join first: ztm invite',
    )
  }
  for (const endpoint of chosen) records.deleteEndpoint(endpoint.id)
  if (user !== undefined) records.deleteTokensOf(user)
  state.change({ evicted: chosen.map(({ id, notAfter }) => ({ id, until: notAfter })) })
  return { evicted: chosen.map(({ id, name, user }) => ({ id, name, user })), version: state.version() }
}

function ofUser(records: Records, user: string): EndpointRecord[] {
  const found = records.listEndpoints().filter(endpoint => endpoint.user === user)
  if (found.length === 0 && !records.hasTokensOf(user)) {
    throw fault('no-such-user', `no endpoint of a user "${user}" has joined`, 'ztm get endpoints')
  }
  return found
}

/** By id, else by a name that only one has. */
function named(records: Records, value: unknown): EndpointRecord[] {
  const wanted = parseText(value, 'endpoint', nameLength)
  const all = records.listEndpoints()
  const byId = all.filter(endpoint => endpoint.id === wanted)
  if (byId.length > 0) return byId
  const byName = all.filter(endpoint => endpoint.name === wanted)
  if (byName.length === 0) throw fault('endpoint-not-found', `no endpoint "${wanted}" has joined`, 'ztm get endpoints')
  if (byName.length > 1) {
    throw fault('bad-request', `${byName.length} endpoints are named "${wanted}"`, 'Use the id: ztm get endpoints')
  }
  return byName
}
