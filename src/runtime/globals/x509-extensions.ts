// The extensions that crypto.Certificate can write, from OpenSSL's configuration syntax (`CA:TRUE,pathlen:0`) to DER.
//
// Owns no state. None is ever critical, as the engine cannot make them so. Anything it does not know throws a
// TypeError 'invalid extension: NAME', the engine's own words.

import * as der from './der.ts'
import { addressBytes } from './ip-address.ts'

export type Extensions = Record<string, string>

export const SUBJECT_ALT_NAME = '2.5.29.17'

const KEY_USAGES = [
  'digitalSignature',
  'nonRepudiation',
  'keyEncipherment',
  'dataEncipherment',
  'keyAgreement',
  'keyCertSign',
  'cRLSign',
  'encipherOnly',
  'decipherOnly',
]

const EXTENDED_KEY_USAGES = new Map([
  ['serverAuth', '1.3.6.1.5.5.7.3.1'],
  ['clientAuth', '1.3.6.1.5.5.7.3.2'],
  ['codeSigning', '1.3.6.1.5.5.7.3.3'],
  ['emailProtection', '1.3.6.1.5.5.7.3.4'],
  ['timeStamping', '1.3.6.1.5.5.7.3.8'],
  ['OCSPSigning', '1.3.6.1.5.5.7.3.9'],
])

/** Kinds of alternative names that can be written, with their tags (RFC 5280 4.2.1.6). */
const NAME_TAGS = new Map([
  ['email', 1],
  ['DNS', 2],
  ['URI', 6],
  ['IP', 7],
])

/** `a:b,c` to [['a', 'b'], ['c', '']]: split at commas, then at the first colon. */
function parseList(value: string): [string, string][] {
  return value.split(',').map(entry => {
    const colon = entry.indexOf(':')
    return colon < 0 ? [entry.trim(), ''] : [entry.slice(0, colon).trim(), entry.slice(colon + 1).trim()]
  })
}

function basicConstraints(value: string): Buffer | null {
  let authority = false
  let length: number | null = null
  for (const [name, setting] of parseList(value)) {
    if (name === 'CA' && /^(true|TRUE|false|FALSE)$/.test(setting)) authority = setting.toLowerCase() === 'true'
    else if (name === 'pathlen' && /^\d{1,3}$/.test(setting) && Number(setting) <= 255) length = Number(setting)
    else return null
  }
  return der.sequence(
    ...(authority ? [der.truth(true)] : []),
    ...(length === null ? [] : [der.integer(Buffer.from([length]))]),
  )
}

function keyUsage(value: string): Buffer | null {
  const positions = parseList(value).map(([name, setting]) => (setting ? -1 : KEY_USAGES.indexOf(name)))
  return positions.includes(-1) ? null : der.namedBits(positions)
}

function extendedKeyUsage(value: string): Buffer | null {
  const usages = parseList(value).map(([name, setting]) => (setting ? undefined : EXTENDED_KEY_USAGES.get(name)))
  return usages.some(usage => !usage) ? null : der.sequence(...usages.map(usage => der.oid(usage as string)))
}

/** DNS names, URIs and e-mail addresses are ASCII: another character must not be cut down to one that is. */
const ASCII = /^[\x20-\x7e]+$/

function subjectAltName(value: string): Buffer | null {
  const names: Buffer[] = []
  for (const [kind, name] of parseList(value)) {
    const number = NAME_TAGS.get(kind)
    const bytes = kind === 'IP' ? addressBytes(name) : ASCII.test(name) && Buffer.from(name, 'latin1')
    if (number === undefined || !bytes) return null
    names.push(der.element(der.context(number, false), bytes))
  }
  return der.sequence(...names)
}

const ENCODERS: Record<string, { oid: string; encode: (value: string) => Buffer | null }> = {
  basicConstraints: { oid: '2.5.29.19', encode: basicConstraints },
  keyUsage: { oid: '2.5.29.15', encode: keyUsage },
  extendedKeyUsage: { oid: '2.5.29.37', encode: extendedKeyUsage },
  subjectAltName: { oid: SUBJECT_ALT_NAME, encode: subjectAltName },
}

/** Each extension encoded, in the order given. */
export function encodeExtensions(extensions: Extensions): Buffer[] {
  return Object.entries(extensions).map(([name, value]) => {
    const encoder = Object.hasOwn(ENCODERS, name) ? ENCODERS[name] : undefined
    const content = encoder?.encode(String(value))
    if (!encoder || !content) throw new TypeError(`invalid extension: ${name}`)
    return der.sequence(der.oid(encoder.oid), der.octets(content))
  })
}
