/**
 * Randomness for secrets, ids and nonces.
 *
 * Pipy has no source of random bytes but /dev/urandom, which not every OS has. A fresh Ed25519 private key is 32 bytes from
 * the engine's cryptographic generator (OpenSSL), so the SHA-256 of one is 32 bytes as good, at once, everywhere. The key
 * is used for nothing else. Owns no state.
 */

/** Bytes of one SHA-256. */
const blockBytes = 32

/** `bytes` random bytes as lower case hex. */
export function randomHex(bytes: number): string {
  let hex = ''
  for (let have = 0; have < bytes; have += blockBytes) {
    const hash = new crypto.Hash('sha256')
    hash.update(new crypto.PrivateKey({ type: 'ed25519' }).toPEM())
    hex += hash.digest('hex')
  }
  return hex.substring(0, bytes * 2)
}

/** A random UUID (RFC 9562, version 4). */
export function randomUUID(): string {
  const hex = randomHex(16)
  const variant = '89ab'.charAt('0123456789abcdef'.indexOf(hex.charAt(16)) % 4)
  return [
    hex.substring(0, 8),
    hex.substring(8, 12),
    `4${hex.substring(13, 16)}`,
    variant + hex.substring(17, 20),
    hex.substring(20, 32),
  ].join('-')
}
