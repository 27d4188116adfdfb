/**
 * What can be told from the PEM of certificates and keys: the engine shows neither a certificate's key nor its digest.
 *
 * Pure.
 */
import { sha256 } from '../digest.ts'
import { fault } from '../errors.ts'
import { attempt } from './attempt.ts'

/** The DER of the first PEM block as hex; '' if there is none. */
export function derOf(pem: string): string {
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

/** How the SubjectPublicKeyInfo of an Ed25519 key begins (RFC 8410): the 32 bytes of the key follow. */
const ed25519Prefix = '302a300506032b6570032100'

/** Hex digits of those 32 bytes. */
const ed25519Digits = 64

/** PEM of the Ed25519 key that a certificate certifies. Throws certificate-untrusted for another kind of key. */
export function publicKeyIn(certificate: string): string {
  const der = derOf(certificate)
  const at = der.indexOf(ed25519Prefix)
  if (at < 0) throw fault('certificate-untrusted', 'the root certificate has no Ed25519 key')
  const key = new Data(der.substring(at, at + ed25519Prefix.length + ed25519Digits), 'hex')
  return `-----BEGIN PUBLIC KEY-----\n${key.toString('base64')}\n-----END PUBLIC KEY-----\n`
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
    return attempt(() => new crypto.PublicKey(pem))
  } catch {
    throw fault('bad-request', 'publicKey is not a public key in PEM')
  }
}
