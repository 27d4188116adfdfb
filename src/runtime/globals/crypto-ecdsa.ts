// The form of ECDSA signatures (RFC 3279 2.2.3): two positive numbers in DER. Node says false to any other bytes, Pipy throws.
//
// Owns no state. Follows what OpenSSL's ECDSA_verify takes for an error, which Pipy's src/api/crypto.cpp passes on.

import * as der from './der.ts'

/** Whether the bytes are two non-negative numbers in DER and nothing else. Says nothing about their being right. */
export function isECDSASignature(bytes: Buffer): boolean {
  try {
    const { tag, content } = der.read(bytes)
    const numbers = der.children(content)
    const again = der.sequence(...numbers.map(number => der.integer(number.content)))
    return tag === der.Tag.sequence && numbers.length === 2 && again.equals(bytes)
  } catch (error) {
    if (error instanceof der.DERError) return false
    throw error
  }
}
