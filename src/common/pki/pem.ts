/**
 * What can be told from the PEM of certificates and keys: the engine shows neither a certificate's key nor its digest.
 *
 * Pure.
 */
import { sha256 } from '../digest.ts'
import { fault } from '../errors.ts'
import { attempt } from './attempt.ts'
import { elementsOf } from './der.ts'
import { keyTypeIn } from './key-type.ts'

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

/** Characters of a line of PEM (RFC 7468): engines refuse long ones. */
const lineLength = 64

/** Where the SubjectPublicKeyInfo stands in a certificate of version 3 (RFC 5280, section 4.1). */
const keyField = 6

/** PEM of the key that a certificate certifies. Throws certificate-untrusted for another kind of key than a mesh has. */
export function publicKeyIn(certificate: string): string {
  const [whole] = elementsOf(derOf(certificate))
  const [body] = elementsOf(whole?.content ?? '')
  const key = elementsOf(body?.content ?? '')[keyField]
  if (!key || !keyTypeIn(key.content)) {
    throw fault('certificate-untrusted', 'the root certificate has a key of another kind than a mesh has')
  }
  const base64 = new Data(key.whole, 'hex').toString('base64')
  let lines = ''
  for (let at = 0; at < base64.length; at += lineLength) lines += `${base64.substring(at, at + lineLength)}\n`
  return `-----BEGIN PUBLIC KEY-----\n${lines}-----END PUBLIC KEY-----\n`
}

/** The kind of a key from its PEM (SubjectPublicKeyInfo); undefined for one that no mesh has. */
export function keyTypeOf(publicKey: string): KeyType | undefined {
  const [key] = elementsOf(derOf(publicKey))
  return keyTypeIn(key?.content ?? '')
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
