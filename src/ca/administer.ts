/**
 * Administration: what a user of the group `admins` may ask, once its endpoint has signed it.
 *
 * Owns the table of acts. Whoever carried the request, what counts is the signature of an endpoint that this CA has
 * certified. Every act that changes something is written down, also when it is refused.
 */
import type { AdminReplies, AuditRecord, PermitRecord } from '../api/ca.ts'
import type { Permit } from '../api/permit.ts'
import { durationText } from '../common/duration.ts'
import { fault, toFault } from '../common/errors.ts'
import { checkName } from '../common/names.ts'
import { parseNumber, parseText } from '../common/parse.ts'
import { parseLabels } from '../common/policy/parse.ts'
import { type Context, meshOf } from './context.ts'
import { evict } from './evict.ts'
import { listJoinedUsers, listMembers } from './members.ts'
import { adminGroup, isAdmin, nextPolicy } from './policy.ts'
import type { Token } from './record-tokens.ts'
import type { EndpointRecord } from './records.ts'
import { retire, rotate, statusOf } from './rotation.ts'
import { takeSigned } from './signed.ts'
import { createPermit } from './tokens.ts'

/** Longest life of a permit in seconds, 90 days, and most endpoints that it may enrol. */
const expiresRange: [number, number] = [1, 90 * 24 * 3600]
const usesRange: [number, number] = [1, 1000]

/** Longest text that the audit log is searched for. */
const searchLength = 200

/** Records of the audit log in one answer. */
const auditRange: [number, number] = [1, 1000]

/** Longest id of a token that is read. */
const idLength = 100

/** An act, and who asks for it. */
interface Asked {
  act: Record<string, unknown>
  signer: EndpointRecord
}

interface Act {
  /** What it is done to, for the audit log; absent for one that changes nothing. */
  target?: (act: Record<string, unknown>) => string
  run: (context: Context, asked: Asked) => AdminReplies[keyof AdminReplies]
}

const acts: Record<keyof AdminReplies, Act> = {
  invite: {
    target: ({ kind, user, uses, expires }) =>
      `${kind === 'hub' ? 'a hub' : textOf(user)}, uses: ${textOf(uses)}, for ${spanOf(expires)}`,
    run: invite,
  },
  revoke: { target: ({ permit }) => textOf(permit), run: revoke },
  evict: {
    target: ({ user, endpoint }) => (user === undefined ? `endpoint ${textOf(endpoint)}` : `user ${textOf(user)}`),
    run: ({ records, state }, { act }) => evict({ records, state }, act),
  },
  policy: { target: () => 'the policy', run: setPolicy },
  members: { run: (context, { act }) => listMembers(context, act) },
  users: { run: (context, { act }) => listJoinedUsers(context, act) },
  permits: { run: ({ records, now }) => ({ permits: records.listTokens(now()).map(recordOf) }) },
  audit: { run: audit },
  roots: { run: statusOf },
  rotate: { target: () => 'the root', run: rotate },
  retire: { target: () => 'the old root', run: retire },
}

/**
 * Does what a signed request asks, once. `peer` is the endpoint at the other end of the connection, `from` its address.
 * Throws signature-invalid, admin-only, bad-request, and what the act throws.
 */
export function administer(
  context: Context,
  request: unknown,
  { peer, from }: { peer: string; from: string },
): AdminReplies[keyof AdminReplies] {
  const { records, state, log, now } = context
  let entry: Omit<AuditRecord, 'id'> | undefined
  try {
    const reply = records.transaction(() => {
      const { signer, act } = takeSigned(records, request, now())
      if (signer.id !== peer)
        throw fault('signature-invalid', 'the request is signed by another endpoint than its sender')
      const name = textOf(act.action)
      const known = Object.keys(acts).includes(name) ? acts[name as keyof AdminReplies] : undefined
      if (known?.target) entry = entryOf(context, { act, signer }, known.target(act), from)
      checkAdmin(context, signer)
      if (!known) throw fault('bad-request', 'the action is not known to this CA')
      const done = known.run(context, { act, signer })
      if (entry) records.putAudit(entry)
      return done
    })
    if (entry) log.info('administration', { action: entry.action, by: entry.user, endpoint: entry.endpoint })
    state.publish()
    context.onRoots()
    return reply
  } catch (caught) {
    // What it did is undone with its transaction; that it was tried stays.
    context.roots.reload()
    if (entry) records.putAudit({ ...entry, outcome: toFault(caught).code })
    throw caught
  }
}

function entryOf({ now }: Context, { act, signer }: Asked, target: string, from: string): Omit<AuditRecord, 'id'> {
  const { user, id: endpoint } = signer
  return { time: now(), user, endpoint, action: textOf(act.action), target, outcome: 'done', from }
}

/** A value of a request that is not parsed yet, for the log. */
function spanOf(seconds: unknown): string {
  return typeof seconds === 'number' && Number.isInteger(seconds) ? durationText(seconds) : '?'
}

function textOf(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '?'
}

function checkAdmin({ state }: Context, { user }: EndpointRecord): void {
  if (isAdmin(state.policy(), user)) return
  throw fault('admin-only', `only users of the group "${adminGroup}" may do this`, 'Ask an administrator of the mesh.')
}

function invite(context: Context, { act, signer }: Asked): Permit {
  const { records, now } = context
  const seconds = parseNumber(act.expires, 'expires', expiresRange)
  const kind = act.kind === 'hub' ? 'hub' : 'user'
  const mesh = meshOf(context)
  return createPermit(records, kind === 'hub' ? { ...mesh, hubs: [addressOf(context)] } : mesh, {
    kind,
    user: kind === 'hub' ? 'hub' : checkName(act.user, 'user'),
    created: now(),
    expires: now() + seconds * 1000,
    uses: parseNumber(act.uses, 'uses', usesRange),
    labels: parseLabels(act.labels ?? {}, 'labels'),
    by: signer.user,
  })
}

/** Where a hub enrols. */
function addressOf({ address }: Context): string {
  if (address) return address()
  throw fault(
    'bad-request',
    'the CA of this mesh lives inside its hub, where no other hub can reach it',
    'For more than one hub run the CA by itself: ztm run ca --help',
  )
}

function revoke({ records, now }: Context, { act }: Asked): PermitRecord {
  const id = parseText(act.permit, 'permit', idLength)
  const token = records.listTokens(now()).find(one => one.id === id)
  if (!token) throw fault('no-such-permit', `there is no permit ${id} that could still be used`, 'ztm permits')
  records.deleteToken(id)
  return recordOf(token)
}

function setPolicy({ records, state, now }: Context, { act }: Asked) {
  const change = nextPolicy(records, state.policy(), act.policy, now())
  state.change({ policy: change.policy })
  return change
}

function audit({ records }: Context, { act }: Asked) {
  const limit = parseNumber(act.limit, 'limit', auditRange)
  const before = act.before === undefined ? undefined : parseNumber(act.before, 'before', [1, Number.MAX_SAFE_INTEGER])
  const search = act.search === undefined ? '' : parseText(act.search, 'search', searchLength)
  return { records: records.listAudit({ before, limit, search }) }
}

function recordOf({ id, user, labels, left, uses, created, expires, by }: Token): PermitRecord {
  return { id, user, labels, left, uses, created, expires, by }
}
