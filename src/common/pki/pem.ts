/**
 * What can be told from the PEM of certificates and keys: the engine shows neither a certificate's key nor its digest.
 *
 * Pure.
 */
import { sha256 } from '../digest.ts'
import { fault } from '../errors.ts'

/** The DER of the first PEM block as hex; '' if there is none. */
function derOf(pem: string): string {
  let base64 = ''
  let isInside = false
  for (const line of pem.split('\n')) {
    const text = line.trim()
    if (text.startsWith('-----END')) break
    if (isInside) base64 += text
    if (text.startsWith('-----BEGIN')) isInside = true
  }
  try {
    return new Data(base64, 'base64').toString('hex')
  } catch {
    return ''
  }
}

/** True if the certificate certifies the public key: its SubjectPublicKeyInfo (RFC 5280, 4.1.2.7) stands in it whole. */
export function holdsKey(certificate: string, publicKey: string): boolean {
  const key = derOf(publicKey)
  return key !== '' && derOf(certificate).includes(key)
}

/** SHA-256 of the DER as hex: what tells certificates apart. */
export function fingerprintOf(pem: string): string {
  return sha256(derOf(pem))
}

/** The certificates of a text, one PEM each. */
export function splitCertificates(text: string): string[] {
  const end = '-----END CERTIFICATE-----'
  return text
    .split(end)
    .filter(part => part.includes('-----BEGIN CERTIFICATE-----'))
    .map(part => `${part.substring(part.indexOf('-----BEGIN CERTIFICATE-----'))}${end}\n`)
}

/** The public key of a PEM that came from outside. Throws bad-request. */
export function publicKeyOf(pem: string): PublicKey {
  try {
    return new crypto.PublicKey(pem)
  } catch {
    throw fault('bad-request', 'publicKey is not a public key in PEM')
  }
}
