/**
 * The kinds of keys that a mesh has: the option that names one, what is made of it, and how it is told from others.
 *
 * Pure but for the engine's crypto. ML-DSA-65 (FIPS 204) needs OpenSSL 3.5 in the engine of everybody who meets such a key.
 */
import type { OptionTable } from '../command/options.ts'
import { fault } from '../errors.ts'
import { attempt } from './attempt.ts'
import { elementsOf } from './der.ts'

/** An option of whoever makes keys. */
export const keyTypeOptions: OptionTable = {
  'key-type': {
    value: 'TYPE',
    help: 'of keys that are made from now on: ed25519, or ml-dsa-65, which is post-quantum and larger',
    default: 'ed25519',
  },
}

/** The AlgorithmIdentifier of each, as hex of its DER: RFC 8410, RFC 9881. */
const algorithms: [KeyType, string][] = [
  ['ed25519', '300506032b6570'],
  ['ML-DSA-65', '300b0609608648016503040312'],
]

/** Throws bad-request. */
export function parseKeyType(text: string): KeyType {
  if (text === 'ed25519') return text
  if (text === 'ml-dsa-65') return 'ML-DSA-65'
  throw fault('bad-request', `--key-type ${text} is neither ed25519 nor ml-dsa-65`, 'The default is ed25519.')
}

/** A new key. Throws bad-request when the engine has none of that kind. */
export function createKey(type: KeyType): PrivateKey {
  try {
    return attempt(() => new crypto.PrivateKey({ type }))
  } catch {
    throw fault(
      'bad-request',
      `this engine cannot make keys of the type ${type}`,
      'ML-DSA needs an engine with OpenSSL 3.5; the default is --key-type ed25519.',
    )
  }
}

/** The kind of a SubjectPublicKeyInfo (hex of its content); undefined for one that no mesh has. */
export function keyTypeIn(content: string): KeyType | undefined {
  const [algorithm] = elementsOf(content)
  return algorithms.find(([, whole]) => whole === algorithm?.whole)?.[0]
}
