// crypto.Cipher and crypto.Decipher. Follows Pipy's src/api/crypto.cpp (Cipher, Decipher).
//
// Each object owns one cipher in use. Only the ciphers declared in typings/pipy: those that work without a tag. A missing iv ends
// Pipy, so it throws here; so does everything after final().

import { type Cipheriv, createCipheriv, createDecipheriv, type Decipheriv } from 'node:crypto'
import { Data } from '../core/data.ts'
import { bytesOf, slicesOf } from './crypto-arguments.ts'

const NAME = /^aes-(128|192|256)-(cbc|ctr)$/i
const IV_SIZE = 16

interface CipherOptions {
  key?: unknown
  iv?: unknown
}

/** An option of exactly `size` bytes. */
function exactly(size: number, name: string, value: unknown): Buffer {
  if (typeof value !== 'string' && !(value instanceof Data)) {
    throw new TypeError(`options.${name} expects a string or a pipy::Data`)
  }
  const bytes = bytesOf(value)
  if (bytes.length !== size) throw new TypeError(`options.${name} expected to have a length of ${size}`)
  return bytes
}

function parametersOf(algorithm: string, options: CipherOptions): [name: string, key: Buffer, iv: Buffer] {
  if (typeof algorithm !== 'string') throw new TypeError('argument #1 expects a string')
  if (typeof options !== 'object' || options === null) throw new TypeError('options cannot be null')
  const bits = NAME.exec(algorithm)?.[1]
  if (!bits) throw new TypeError(`Unknown cipher: ${algorithm}`)
  return [algorithm.toLowerCase(), exactly(Number(bits) / 8, 'key', options.key), exactly(IV_SIZE, 'iv', options.iv)]
}

/** What both do: bytes in, bytes out, and the rest at the end. */
class Transform {
  #cipher: Cipheriv | Decipheriv | null

  constructor(cipher: Cipheriv | Decipheriv) {
    this.#cipher = cipher
  }

  update(data: string | Data): Data {
    const cipher = this.#open()
    const out = new Data()
    for (const slice of slicesOf(data)) out.add(cipher.update(slice))
    return out
  }

  final(): Data {
    const cipher = this.#open()
    this.#cipher = null
    return Data.of(cipher.final())
  }

  #open() {
    if (!this.#cipher) throw new TypeError('final() was already called')
    return this.#cipher
  }
}

export class Cipher extends Transform {
  constructor(algorithm: string, options: CipherOptions) {
    super(createCipheriv(...parametersOf(algorithm, options)))
  }
}

export class Decipher extends Transform {
  constructor(algorithm: string, options: CipherOptions) {
    super(createDecipheriv(...parametersOf(algorithm, options)))
  }
}
