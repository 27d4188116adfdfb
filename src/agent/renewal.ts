/**
 * Renewal of this endpoint's certificate, with a new key each time, through any hub.
 *
 * Owns nothing. What is new is on disk before it is used; a process that is killed in between asks again.
 */
import type { SignedState } from '../api/state.ts'
import { signRequest } from '../common/admin.ts'
import { fault } from '../common/errors.ts'
import { meshDigest, openGrant } from '../common/permit.ts'
import { createKey } from '../common/pki/key-type.ts'
import { splitCertificates } from '../common/pki/pem.ts'
import { certificateOf, type Identity } from '../common/pki/tls.ts'
import { backoffSeconds } from '../common/retry.ts'
import type { HubLink } from './hub-link.ts'
import type { Storage, StoredMesh } from './storage.ts'

export interface RenewalComponents {
  storage: Storage
  /** Changed in place: whoever signs uses the key that the CA knows. */
  stored: StoredMesh
  identity: Identity
  /** A mesh state came along. */
  onState: (state: SignedState) => void
  now: () => number
  /** Of the key that is made. */
  keyType: KeyType
}

/** Rejects with certificate-*, signature-invalid, hub-unreachable, endpoint-not-found, storage-failed; then nothing has changed. */
export async function renewEndpoint(
  { storage, stored, identity, onState, now, keyType }: RenewalComponents,
  link: HubLink,
): Promise<void> {
  const key = createKey(keyType)
  const publicKey = new crypto.PublicKey(key).toPEM().toString() ?? ''
  const signer = { endpoint: stored.endpointId, key: stored.key, now: now() }
  const roots = splitCertificates(stored.roots)
  const request = signRequest({ action: 'renew', publicKey, trusts: roots.map(meshDigest) }, signer)
  const reply = await link.client('POST /api/renew', { body: request })
  const { grant, peer } = openGrant(reply, roots, { publicKey, user: stored.user, now: now() })
  if (peer.id !== stored.endpointId) throw fault('certificate-name', 'the CA issued a certificate for another endpoint')
  const renewed = {
    certificate: grant.certificate,
    key: key.toPEM().toString() ?? '',
    issued: now(),
    labels: grant.labels,
  }
  storage.putMesh({ ...stored, ...renewed })
  Object.assign(stored, renewed)
  identity.certificate = certificateOf(renewed)
  onState(grant.state)
}

/** Tries to tell the CA; then the next renewal does. */
const confirmTries = 10

/**
 * Tells the CA that the last certificate has arrived: while the root changes, it waits for that. In the background, by whichever
 * hub; never rejects.
 */
export async function confirmRenewal(
  { stored, now }: Pick<RenewalComponents, 'stored' | 'now'>,
  { findHubLink, random }: { findHubLink: () => HubLink | undefined; random: () => number },
): Promise<void> {
  for (let failures = 0; failures < confirmTries; failures++) {
    try {
      const signer = { endpoint: stored.endpointId, key: stored.key, now: now() }
      const reply = await findHubLink()?.client('POST /api/renew', { body: signRequest({ action: 'confirm' }, signer) })
      if (reply) return
    } catch {
      // The hub went away, or the CA is down.
    }
    await new Timeout(backoffSeconds(failures + 1, random)).wait()
  }
}
