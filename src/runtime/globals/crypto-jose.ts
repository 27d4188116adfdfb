// crypto.JWK and crypto.JWT: public keys in JSON (RFC 7517) and signed tokens (RFC 7519). Follows Pipy's src/api/crypto.cpp.
//
// Owns no state but what was parsed. Verifies signatures, nothing else: dates and audience are the caller's. Differs: a token
// that says HS… is never verified with a public key as its secret, which would let anybody sign.

import { createHmac, createPublicKey, type KeyObject, timingSafeEqual, verify } from 'node:crypto'
import { Data } from '../core/data.ts'
import { bytesOf } from './crypto-arguments.ts'
import { KEY, PrivateKey, PublicKey } from './crypto-key.ts'

/** Members of a key by type, all of them base64url; curves that both engines know. */
const MEMBERS: Record<string, string[]> = { RSA: ['n', 'e'], EC: ['x', 'y'] }
const CURVES = ['P-256', 'P-384', 'P-521']

/** The bytes of base64url without padding; undefined when it is not that. */
const decodeURL = (text: string): Buffer | undefined => Data.from(text, 'base64url')?.toBuffer()

function keyOf(json: Record<string, unknown>): KeyObject {
  const { kty } = json
  if (typeof kty !== 'string') throw new Error('missing "kty"')
  const members = Object.hasOwn(MEMBERS, kty) ? MEMBERS[kty] : undefined
  if (!members) throw new Error('unknown "kty"')
  const required = kty === 'EC' ? ['crv', ...members] : members
  const missing = required.find(name => typeof json[name] !== 'string')
  if (missing) throw new Error(`missing "${missing}"`)
  if (kty === 'EC' && !CURVES.includes(json.crv as string)) throw new Error('unknown "crv"')
  const invalid = members.find(name => !decodeURL(json[name] as string)?.length)
  if (invalid) throw new Error(`invalid "${invalid}"`)
  const key = Object.fromEntries(required.map(name => [name, json[name] as string]))
  return createPublicKey({ key: { kty, ...key }, format: 'jwk' })
}

export class JWK {
  readonly [KEY]: KeyObject

  constructor(jwk: object) {
    if (typeof jwk !== 'object' || jwk === null) throw new TypeError('argument #1 expects an object')
    this[KEY] = keyOf(jwk as Record<string, unknown>)
  }

  get isValid(): boolean {
    return true
  }
}

interface Algorithm {
  family: 'HS' | 'RS' | 'ES'
  digest: string
}

function algorithmOf(header: unknown): Algorithm | null {
  const { alg } = header as { alg?: unknown }
  const [, family, bits] = (typeof alg === 'string' && /^(HS|RS|ES)(256|384|512)$/.exec(alg)) || []
  return family ? { family: family as Algorithm['family'], digest: `sha${bits}` } : null
}

/** The object in a part of a token; undefined when there is none. */
function parseObject(bytes: Buffer): unknown {
  try {
    const value: unknown = JSON.parse(bytes.toString('utf8'))
    return typeof value === 'object' && value !== null ? value : undefined
  } catch {
    // Not JSON is one of the ways in which a token is not valid.
    return undefined
  }
}

interface Signed {
  algorithm: Algorithm
  text: Buffer
  signature: Buffer
}

/** The key in a PEM text, public or private. */
const keyFromPEM = (pem: string): KeyObject =>
  new PublicKey(pem.includes('PUBLIC KEY-----') ? pem : new PrivateKey(pem))[KEY]

function verifyWith(key: KeyObject, { algorithm, text, signature }: Signed): boolean {
  const type = { RS: 'rsa', ES: 'ec', HS: undefined }[algorithm.family]
  if (key.asymmetricKeyType !== type) return false
  return verify(algorithm.digest, text, { key, dsaEncoding: 'ieee-p1363' }, signature)
}

function verifySecret(secret: Buffer, { algorithm, text, signature }: Signed): boolean {
  if (secret.includes('-----BEGIN ')) return false
  const expected = createHmac(algorithm.digest, secret).update(text).digest()
  return expected.length === signature.length && timingSafeEqual(expected, signature)
}

export class JWT {
  readonly header: unknown
  readonly payload: unknown
  readonly #signed: Signed | null = null

  constructor(token: string) {
    if (typeof token !== 'string') throw new TypeError('argument #1 expects a string')
    const [header, payload, last, ...more] = token.split('.')
    if (header === undefined || payload === undefined || last === undefined || more.length > 0) return
    const parts = [header, payload, last].map(decodeURL)
    if (parts.includes(undefined)) return
    const [head, body, signature] = parts as [Buffer, Buffer, Buffer]
    this.header = parseObject(head)
    if (this.header) this.payload = parseObject(body)
    if (!this.payload) return
    const algorithm = algorithmOf(this.header)
    if (algorithm) this.#signed = { algorithm, text: Buffer.from(`${header}.${payload}`), signature }
  }

  get isValid(): boolean {
    return this.#signed !== null
  }

  verify(key: string | Data | PublicKey | JWK): boolean {
    const isText = typeof key === 'string' || key instanceof Data
    if (!isText && !(key instanceof PublicKey) && !(key instanceof JWK)) {
      throw new TypeError('argument #1 expects a Data object or a string or a public key object')
    }
    if (!this.#signed) return false
    if (!isText) return verifyWith(key[KEY], this.#signed)
    const bytes = bytesOf(key)
    if (this.#signed.algorithm.family === 'HS') return verifySecret(bytes, this.#signed)
    return verifyWith(keyFromPEM(bytes.toString('latin1')), this.#signed)
  }
}
