/**
 * Signed requests, for administration and renewal: made by an endpoint, verified by the CA, only carried by hubs.
 *
 * Ed25519 over the SHA-256 of the canonical text (that is what both engines' Sign computes). Owns no state: nonces that
 * were seen are the CA's.
 */
import type { AdminRequest, ConfirmRequest, RenewRequest, SignedRequest } from '../api/ca.ts'
import { canonical } from './canonical.ts'
import { forgetFailure } from './pki/attempt.ts'
import { randomHex } from './random.ts'

/** Bytes of a nonce: never twice. */
const nonceBytes = 16

export interface Signer {
  /** Its id. */
  endpoint: string
  /** PEM. */
  key: string
  now: number
}

/** The request with time and nonce, signed. Never twice the same. */
export function signRequest(
  request: AdminRequest | RenewRequest | ConfirmRequest,
  { endpoint, key, now }: Signer,
): SignedRequest {
  const text = canonical({ ...request, time: now, nonce: randomHex(nonceBytes) })
  const signer = new crypto.Sign('sha256')
  signer.update(text)
  return { request: text, signature: signer.sign(new crypto.PrivateKey(key), 'base64'), endpoint }
}

/** True if `signature` over `text` was made with the key that `publicKey` (PEM) belongs to. */
export function isSignedBy(publicKey: string, text: string, signature: string): boolean {
  const verifier = new crypto.Verify('sha256')
  verifier.update(text)
  let isGood = false
  try {
    isGood = verifier.verify(new crypto.PublicKey(publicKey), signature, 'base64')
  } catch {
    // Not a signature, or not a key.
  }
  if (!isGood) forgetFailure()
  return isGood
}
