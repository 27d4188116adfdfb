/**
 * Texts that the CA has signed and hubs carry: the mesh state, and what an endpoint is granted.
 *
 * Pure but for the engine's crypto. Over the SHA-256 of the text: what both engines' Sign computes for Ed25519 and ML-DSA.
 */
import type { SignedText } from '../api/state.ts'
import { isSignedBy } from './admin.ts'
import { canonical } from './canonical.ts'
import { fault } from './errors.ts'
import { parseObject, parseText } from './parse.ts'
import { publicKeyIn } from './pki/pem.ts'

/** Longest text that is read: the mesh state with ten thousand evicted endpoints and more. */
const textLength = 4 * 1024 * 1024

/** Longest signature in base64: one of ML-DSA-65 has 4412. */
const signatureLength = 6000

/** Signs the canonical form of a value with a root's key. */
export function signText(value: unknown, key: PrivateKey): SignedText {
  const text = canonical(value)
  const signer = new crypto.Sign('sha256')
  signer.update(text)
  return { text, signature: signer.sign(key, 'base64') }
}

/**
 * What stands in a signed text that came from outside, if one of `roots` (PEM) has signed it; `what` names it in messages.
 * Throws bad-request or signature-invalid.
 */
export function openText(value: unknown, roots: string[], what: string): { content: unknown; signed: SignedText } {
  const source = parseObject(value, what)
  const signed = {
    text: parseText(source.text, 'text', textLength),
    signature: parseText(source.signature, 'signature', signatureLength),
  }
  if (!roots.some(root => isSignedBy(publicKeyIn(root), signed.text, signed.signature))) {
    throw fault('signature-invalid', `${what} is not signed by the CA of this mesh`)
  }
  return { content: JSON.parse(signed.text), signed }
}
