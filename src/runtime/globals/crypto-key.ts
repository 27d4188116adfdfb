// crypto.PrivateKey and crypto.PublicKey. Follows Pipy's src/api/crypto.cpp (PrivateKey, PublicKey).
//
// Each object owns one key, which the other parts of crypto reach by the symbol KEY. Differs: only the types of keys that are
// declared in typings/pipy can be made.

import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import { Data } from '../core/data.ts'
import { PEM } from '../core/pem.ts'
import { checkOptions, pemText } from './crypto-arguments.ts'

/** Where the other parts of crypto find the key of a PrivateKey or PublicKey. */
export const KEY = Symbol('key')

const DEFAULT_BITS = 2048

/** Below this OpenSSL makes no RSA key; above it, making one takes minutes in which nothing else runs. */
const BITS = { least: 512, most: 16384 }

/** Types of keys that can be made, by lower-case name, as Node calls them. */
const TYPES: Record<string, string> = {
  ed25519: 'ed25519',
  ed448: 'ed448',
  x25519: 'x25519',
  'ml-dsa-44': 'ml-dsa-44',
  'ml-dsa-65': 'ml-dsa-65',
  'ml-dsa-87': 'ml-dsa-87',
  mldsa44: 'ml-dsa-44',
  mldsa65: 'ml-dsa-65',
  mldsa87: 'ml-dsa-87',
}

interface GenerateOptions {
  type?: unknown
  bits?: unknown
}

function generate({ type, bits = DEFAULT_BITS }: GenerateOptions): KeyObject {
  if (typeof type !== 'string') throw new TypeError('options.type expects a string')
  const name = type.toLowerCase()
  if (name === 'rsa') {
    if (typeof bits !== 'number' || !(bits >= BITS.least && bits <= BITS.most)) {
      throw new TypeError(`options.bits expects a number from ${BITS.least} to ${BITS.most}`)
    }
    return generateKeyPairSync('rsa', { modulusLength: Math.trunc(bits) }).privateKey
  }
  const known = Object.hasOwn(TYPES, name) ? TYPES[name] : undefined
  if (!known) throw new TypeError(`options.type: a key of type '${type}' cannot be made`)
  return generateKeyPairSync(known as 'ed25519').privateKey
}

/** OpenSSL would ask for the pass phrase on the terminal, and wait for it with everything else standing still. */
const ENCRYPTED = /-----BEGIN ENCRYPTED PRIVATE KEY-----|^Proc-Type: *4, *ENCRYPTED/m

function readPrivateKey(pem: string): KeyObject {
  if (ENCRYPTED.test(pem)) throw Object.assign(new Error('the private key is encrypted'), { code: 'KEY_IS_ENCRYPTED' })
  return createPrivateKey(pem)
}

export class PrivateKey {
  readonly [KEY]: KeyObject

  constructor(source: string | Data | GenerateOptions) {
    this[KEY] =
      typeof source === 'string' || source instanceof Data
        ? readPrivateKey(pemText(source))
        : generate(checkOptions<GenerateOptions>(source))
  }

  get [PEM](): string {
    return this[KEY].export({ type: 'pkcs8', format: 'pem' }) as string
  }

  toPEM(): Data {
    return new Data(this[PEM])
  }
}

const PUBLIC_KEY = /-----BEGIN (RSA )?PUBLIC KEY-----/

/** Node would also take the public key out of a certificate or a private key, which Pipy does not. */
function readPublicKey(pem: string): KeyObject {
  const start = pem.search(PUBLIC_KEY)
  if (start < 0) throw Object.assign(new Error('no public key in PEM text'), { code: 'NO_PUBLIC_KEY' })
  return createPublicKey(pem.slice(start))
}

export class PublicKey {
  readonly [KEY]: KeyObject

  constructor(source: string | Data | PrivateKey) {
    if (source instanceof PrivateKey) this[KEY] = createPublicKey(source[KEY])
    else if (typeof source === 'string' || source instanceof Data) this[KEY] = readPublicKey(pemText(source))
    else throw new TypeError('argument #1 expects a string or an object')
  }

  toPEM(): Data {
    return new Data(this[KEY].export({ type: 'spki', format: 'pem' }) as string)
  }
}
