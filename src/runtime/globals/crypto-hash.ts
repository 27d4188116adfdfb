// crypto.Hash and crypto.Hmac. Follows Pipy's src/api/crypto.cpp (Hash, Hmac).
//
// Each object owns one digest that can be taken once: on Pipy a second one is memory corruption, here it throws.

import { createHash, createHmac } from 'node:crypto'
import type { Data } from '../core/data.ts'
import { bytesOf, checkAlgorithm, checkEncoding, encodeResult, slicesOf } from './crypto-arguments.ts'

/** What both do: take bytes, then give the digest once. */
class Digest {
  #algorithm: { update(bytes: Buffer): unknown; digest(): Buffer } | null

  constructor(algorithm: { update(bytes: Buffer): unknown; digest(): Buffer }) {
    this.#algorithm = algorithm
  }

  update(data: string | Data, encoding?: string): void {
    const algorithm = this.#open()
    for (const slice of slicesOf(data, encoding)) algorithm.update(slice)
  }

  digest(encoding?: string): Data | string {
    const algorithm = this.#open()
    checkEncoding(encoding)
    this.#algorithm = null
    return encodeResult(algorithm.digest(), encoding)
  }

  #open() {
    if (!this.#algorithm) throw new TypeError('the digest was already taken')
    return this.#algorithm
  }
}

export class Hash extends Digest {
  constructor(algorithm: string) {
    super(createHash(checkAlgorithm(algorithm)))
  }
}

export class Hmac extends Digest {
  constructor(algorithm: string, key: string | Data) {
    const name = checkAlgorithm(algorithm)
    if (typeof key !== 'string' && !key) throw new TypeError('argument #2 expects a Data object or a string')
    super(createHmac(name, bytesOf(key)))
  }
}
