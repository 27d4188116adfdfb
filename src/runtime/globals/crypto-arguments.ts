// What the parts of the crypto global do alike: arguments as bytes, results as Data or text, names of digests.
//
// Owns no state. Texts of errors follow Pipy's src/pjs/types.cpp and src/options.cpp where it has any. Where Pipy ends or
// corrupts the process (null, an unknown digest) a TypeError is thrown.

import { createHash } from 'node:crypto'
import { Data } from '../core/data.ts'

/** The bytes of a text in the given encoding, or of Data, slice by slice. Throws when the text is not in the encoding. */
export function slicesOf(value: unknown, encoding: unknown = 'utf8'): Buffer[] {
  if (value instanceof Data) return value.slices
  if (typeof value === 'string') return new Data(value, encoding as string).slices
  throw new TypeError('argument #1 expects a Data object or a string')
}

/** All of that as one Buffer. */
export function bytesOf(value: unknown, encoding: unknown = 'utf8'): Buffer {
  if (value instanceof Data) return value.toBuffer()
  return Buffer.concat(slicesOf(value, encoding))
}

/** The text of a PEM argument. Throws for an empty one. */
export function pemText(value: string | Data): string {
  if (value instanceof Data ? value.size === 0 : value === '') throw new Error('Data size is zero')
  return value instanceof Data ? value.toBuffer().toString('latin1') : value
}

const TEXT_ENCODINGS = ['hex', 'base64', 'base64url']

/** A result as Data, or as text in a binary encoding. */
export function encodeResult(bytes: Buffer, encoding: unknown): Data | string {
  checkEncoding(encoding)
  return encoding === undefined ? Data.of(bytes) : bytes.toString(encoding as BufferEncoding)
}

/** Throws for an encoding that a result cannot have: to be called before anything is used up. */
export function checkEncoding(encoding: unknown): void {
  if (encoding === undefined || TEXT_ENCODINGS.includes(encoding as string)) return
  throw new TypeError(encoding === 'utf8' ? 'invalid encoding' : 'unknown encoding')
}

/** Throws for a digest that OpenSSL does not know. */
export function checkAlgorithm(name: unknown): string {
  if (typeof name !== 'string') throw new TypeError('argument #1 expects a string')
  try {
    createHash(name)
  } catch {
    throw new TypeError(`Unknown algorithm: ${name}`)
  }
  return name
}

/** The options of a constructor. */
export function checkOptions<Options>(value: unknown): Options {
  if (typeof value !== 'object' || value === null || value instanceof Data) {
    throw new TypeError('argument #1 expects a string or an object')
  }
  return value as Options
}
