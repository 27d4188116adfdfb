/**
 * Does what a new mesh state asks of an endpoint: how keys are agreed on, which roots are trusted, who issues, where the hubs are.
 *
 * Owns nothing: the identity, the links and the stored membership are changed.
 */
import type { MeshState } from '../api/state.ts'
import type { Log } from '../common/log.ts'
import { isIssuedBy } from '../common/pki/renewal.ts'
import { type Identity, requireHybrid, trust } from '../common/pki/tls.ts'
import type { HubLinks } from './hub-links.ts'
import type { Storage, StoredMesh } from './storage.ts'

export interface FollowComponents {
  storage: Storage
  stored: StoredMesh
  identity: Identity
  hubs: Pick<HubLinks, 'follow'>
  /** Another root than that of the endpoint's certificate issues now. */
  onOtherIssuer: () => void
  log: Log
}

/** To be called with each newer state, and with the stored one at the start. */
export function followState(
  { storage, stored, identity, hubs, onOtherIssuer, log }: FollowComponents,
  next: MeshState,
): void {
  requireHybrid(identity, next.policy.keyExchange === 'hybrid')
  const roots = next.roots.join('\n')
  if (roots !== stored.roots) {
    storage.putMesh({ ...stored, roots })
    stored.roots = roots
    trust(identity, next.roots)
    log.info('trusted roots', { count: next.roots.length })
  }
  if (next.hubs.length > 0 && next.hubs.join() !== stored.hubs.join()) {
    stored.hubs = next.hubs
    storage.putMesh(stored)
  }
  hubs.follow(stored.hubs)
  const issuer = next.roots[next.issuers.endpoints] ?? ''
  if (!isIssuedBy(stored.certificate, issuer)) onOtherIssuer()
}
