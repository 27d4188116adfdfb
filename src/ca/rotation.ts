/**
 * Rotation of the root: a second one comes, everybody follows, the first is retired, and nobody has to join again.
 *
 * Owns nothing: how far it is, is in the mesh state and in whom each certificate is from. Three steps, each one version of the
 * state: both roots are trusted and endpoints renew by the new one; when all have, hubs do; when they have too, the old root
 * is trusted no more. Endpoints that are off are waited for as long as their certificates are good.
 */
import type { CAStatus } from '../api/ca.ts'
import { fault } from '../common/errors.ts'
import { fingerprintOf } from '../common/pki/pem.ts'
import { type Context, note } from './context.ts'
import type { EndpointRecord, Issued } from './records.ts'
import type { Root } from './roots.ts'

/** Endpoints that are named at most when the rotation waits for them. */
const mostNamed = 100

/** Brings in the second root. Call it in a transaction. Throws already-exists while another rotation is under way. */
export function rotate(context: Context): CAStatus {
  const { roots, state } = context
  if (roots.active().length > 1) {
    throw fault('already-exists', 'the CA is changing its root already', 'ztm ca says whom it waits for.')
  }
  roots.add()
  state.change({ issuers: { endpoints: 1, hubs: 0 } })
  return statusOf(context)
}

/**
 * Goes on without the endpoints that have not followed: they have to join again. Hubs are waited for all the same. Call it
 * in a transaction. Throws bad-request when there is nothing to retire.
 */
export function retire(context: Context): CAStatus {
  const { roots, state } = context
  if (roots.active().length < 2) throw fault('bad-request', 'there is one root, and it is in use', 'ztm ca rotate')
  if (state.issuers().hubs === 0) state.change({ issuers: { endpoints: 1, hubs: 1 } })
  return statusOf(context)
}

/** Takes the next step, if everybody is there whom it waits for. Call it after whatever was certified, and now and then. */
export function advance(context: Context): void {
  const { records, roots, state, log } = context
  if (roots.active().length < 2) return
  const hubsFollow = state.issuers().hubs === 1
  const isWaiting = hubsFollow
    ? records.listHubs().some(hub => isBehind(context, hub))
    : records.listEndpoints().some(endpoint => isWaitedFor(context, endpoint))
  if (isWaiting) return
  try {
    records.transaction(() => {
      const old = roots.oldest()
      if (hubsFollow) roots.retire()
      state.change({ issuers: hubsFollow ? { endpoints: 0, hubs: 0 } : { endpoints: 1, hubs: 1 } })
      if (hubsFollow) note(context, { user: 'ca', action: 'retired', target: nameOf(old), from: '' })
    })
  } catch (caught) {
    roots.reload()
    throw caught
  }
  log.info(hubsFollow ? 'the old root is retired' : 'every endpoint has followed, now the hubs')
  state.publish()
  context.onRoots()
}

/** Certified by another root than the newest, and for longer than until now. */
function isBehind({ roots, now }: Context, { root, notAfter }: Issued): boolean {
  return notAfter > now() && root !== roots.newest().digest
}

/** The same, or its new certificate may have been lost on its way. */
function isWaitedFor(context: Context, endpoint: EndpointRecord): boolean {
  return isBehind(context, endpoint) || (endpoint.previousKey !== '' && endpoint.notAfter > context.now())
}

function nameOf({ certificate }: Root): string {
  return certificate.subject.commonName ?? ''
}

/** What administrators are told. */
export function statusOf(context: Context): CAStatus {
  const { records, roots, now } = context
  const endpoints = records.listEndpoints()
  const hubs = records.listHubs()
  const isNew = roots.active().length > 1
  return {
    roots: roots.active().map(root => ({
      name: nameOf(root),
      fingerprint: fingerprintOf(root.pem),
      notAfter: Number(root.certificate.notAfter),
      endpoints: endpoints.filter(one => one.notAfter > now() && one.root === root.digest).length,
      hubs: hubs.filter(one => one.notAfter > now() && one.root === root.digest).length,
    })),
    waitingFor: isNew
      ? endpoints
          .filter(one => isWaitedFor(context, one))
          .slice(0, mostNamed)
          .map(({ id, name, user, notAfter }) => ({ id, name, user, notAfter }))
      : [],
  }
}
