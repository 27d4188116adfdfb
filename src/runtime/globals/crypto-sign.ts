// crypto.Sign and crypto.Verify. Follows Pipy's src/api/crypto.cpp (Sign, Verify).
//
// Each object owns one digest in the making. For keys that bring their own digest (Ed25519, Ed448, ML-DSA) the digest is what
// gets signed, as on Pipy: no other program signs the text that way.

import { createHash, createSign, createVerify, type KeyObject, sign, verify } from 'node:crypto'
import type { Data } from '../core/data.ts'
import { bytesOf, checkAlgorithm, checkEncoding, encodeResult, slicesOf } from './crypto-arguments.ts'
import { isECDSASignature } from './crypto-ecdsa.ts'
import { KEY, PrivateKey, PublicKey } from './crypto-key.ts'

/** PKCS#1 v1.5 and DER signatures over the digest: what Node's Sign makes. */
const OVER_DIGEST = ['rsa', 'ec', 'dsa']

/** The digest is signed as if it was the text. */
const OF_DIGEST = ['ed25519', 'ed448', 'ml-dsa-44', 'ml-dsa-65', 'ml-dsa-87']

function isOfDigest(key: KeyObject): boolean {
  const type = key.asymmetricKeyType ?? 'unknown'
  if (OF_DIGEST.includes(type)) return true
  if (OVER_DIGEST.includes(type)) return false
  throw new TypeError(`a key of type ${type} cannot sign`)
}

/** Which of the two is wanted is only known with the key, so both are fed; neither keeps the text. */
class Text<Whole extends { update(bytes: Buffer): unknown }> {
  readonly #hash
  readonly #whole: Whole
  #isOver = false

  constructor(algorithm: string, create: (algorithm: string) => Whole) {
    const name = checkAlgorithm(algorithm)
    this.#hash = createHash(name)
    this.#whole = create(name)
  }

  update(data: unknown, encoding?: unknown): void {
    if (this.#isOver) throw new TypeError('the signature was already made or verified')
    for (const slice of slicesOf(data, encoding)) {
      this.#hash.update(slice)
      this.#whole.update(slice)
    }
  }

  /** The digest, or what signs and verifies over it. May be called once. */
  end(key: KeyObject): { digest: Buffer } | { whole: Whole } {
    if (this.#isOver) throw new TypeError('the signature was already made or verified')
    const ofDigest = isOfDigest(key)
    this.#isOver = true
    return ofDigest ? { digest: this.#hash.digest() } : { whole: this.#whole }
  }
}

export class Sign {
  readonly #text: Text<ReturnType<typeof createSign>>

  constructor(algorithm: string) {
    this.#text = new Text(algorithm, createSign)
  }

  update(data: string | Data, encoding?: string): void {
    this.#text.update(data, encoding)
  }

  sign(key: PrivateKey, encoding?: string): Data | string {
    if (!(key instanceof PrivateKey)) throw new TypeError('argument #1 expects a PrivateKey object')
    checkEncoding(encoding)
    const text = this.#text.end(key[KEY])
    return encodeResult('digest' in text ? sign(null, text.digest, key[KEY]) : text.whole.sign(key[KEY]), encoding)
  }
}

export class Verify {
  readonly #text: Text<ReturnType<typeof createVerify>>

  constructor(algorithm: string) {
    this.#text = new Text(algorithm, createVerify)
  }

  update(data: string | Data, encoding?: string): void {
    this.#text.update(data, encoding)
  }

  verify(key: PublicKey, signature: string | Data, encoding?: string): boolean {
    if (!(key instanceof PublicKey)) throw new TypeError('argument #1 expects a PublicKey object')
    const bytes = bytesOf(signature, encoding)
    if (key[KEY].asymmetricKeyType === 'ec' && !isECDSASignature(bytes)) throw new Error('malformed ECDSA signature')
    const text = this.#text.end(key[KEY])
    return 'digest' in text ? verify(null, text.digest, key[KEY], bytes) : text.whole.verify(key[KEY], bytes)
  }
}
