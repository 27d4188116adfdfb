/**
 * Renewal of this endpoint's certificate, with a new key each time, through any hub.
 *
 * Owns nothing. What is new is on disk before it is used; a process that is killed in between asks again.
 */
import { signRequest } from '../common/admin.ts'
import { fault } from '../common/errors.ts'
import { checkIssued } from '../common/permit.ts'
import { certificateOf, type Identity } from '../common/pki/tls.ts'
import type { HubLink } from './hub-link.ts'
import type { Storage, StoredMesh } from './storage.ts'

export interface RenewalComponents {
  storage: Storage
  /** Changed in place: whoever signs uses the key that the CA knows. */
  stored: StoredMesh
  identity: Identity
  now: () => number
}

/** Rejects with certificate-*, hub-unreachable, endpoint-not-found, storage-failed; then nothing has changed. */
export async function renewEndpoint(
  { storage, stored, identity, now }: RenewalComponents,
  link: HubLink,
): Promise<void> {
  const key = new crypto.PrivateKey({ type: 'ed25519' })
  const publicKey = new crypto.PublicKey(key).toPEM().toString() ?? ''
  const signer = { endpoint: stored.endpointId, key: stored.key, now: now() }
  const reply = await link.client('POST /api/renew', { body: signRequest({ action: 'renew', publicKey }, signer) })
  const peer = checkIssued(reply, { publicKey, user: stored.user }, now())
  if (peer.id !== stored.endpointId) throw fault('certificate-name', 'the CA issued a certificate for another endpoint')
  const renewed = {
    certificate: reply.certificate,
    key: key.toPEM().toString() ?? '',
    issued: now(),
    labels: reply.labels,
  }
  storage.putMesh({ ...stored, ...renewed })
  Object.assign(stored, renewed)
  identity.certificate = certificateOf(renewed)
}
