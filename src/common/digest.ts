/**
 * Digests of texts, and the comparison of secrets.
 *
 * Pure.
 */

/** SHA-256 as lower case hex. */
export function sha256(text: string): string {
  const hash = new crypto.Hash('sha256')
  hash.update(text)
  return hash.digest('hex')
}

/** HMAC-SHA256 (RFC 2104) as lower case hex. */
export function hmac(secret: string | Data, text: string): string {
  const mac = new crypto.Hmac('sha256', secret)
  mac.update(text)
  return mac.digest('hex')
}

/** Compares by digest, so that the time it takes tells nothing about how much of a guess was right. */
export function isSameSecret(given: string, expected: string): boolean {
  return sha256(given) === sha256(expected)
}
