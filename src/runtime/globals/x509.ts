// X.509 certificates (RFC 5280): writes those that crypto.Certificate issues, reads names and DNS names back.
//
// Follows what Pipy's src/api/crypto.cpp makes OpenSSL do, so that certificates of both engines look alike. Owns no
// state and knows nothing of Data or scripts. Verification is TLS's business (OpenSSL), not done here.

import { type KeyObject, randomBytes, sign, X509Certificate } from 'node:crypto'
import * as der from './der.ts'
import { type Extensions, encodeExtensions, SUBJECT_ALT_NAME } from './x509-extensions.ts'

/** Attribute types of names: long name, short name, OID, longest value, type of string (X.520, RFC 4519). */
const ATTRIBUTES: [long: string, short: string, oid: string, limit: number, tag: number][] = [
  ['commonName', 'CN', '2.5.4.3', 64, der.Tag.utf8String],
  ['surname', 'SN', '2.5.4.4', 32768, der.Tag.utf8String],
  ['serialNumber', 'serialNumber', '2.5.4.5', 64, der.Tag.printableString],
  ['countryName', 'C', '2.5.4.6', 2, der.Tag.printableString],
  ['localityName', 'L', '2.5.4.7', 128, der.Tag.utf8String],
  ['stateOrProvinceName', 'ST', '2.5.4.8', 128, der.Tag.utf8String],
  ['organizationName', 'O', '2.5.4.10', 64, der.Tag.utf8String],
  ['organizationalUnitName', 'OU', '2.5.4.11', 64, der.Tag.utf8String],
  ['title', 'title', '2.5.4.12', 64, der.Tag.utf8String],
  ['givenName', 'GN', '2.5.4.42', 32768, der.Tag.utf8String],
  ['emailAddress', 'emailAddress', '1.2.840.113549.1.9.1', 128, der.Tag.ia5String],
  ['userId', 'UID', '0.9.2342.19200300.100.1.1', 256, der.Tag.utf8String],
  ['domainComponent', 'DC', '0.9.2342.19200300.100.1.25', 32768, der.Tag.ia5String],
]
const COUNTRY = '2.5.4.6'

/** What the narrow types of strings can say (X.680 41); UTF8String can say anything. */
const ALPHABETS: Record<number, RegExp> = {
  [der.Tag.printableString]: /^[A-Za-z0-9 '()+,./:=?-]*$/,
  // biome-ignore lint/suspicious/noControlCharactersInRegex: IA5 is ASCII, with its control characters
  [der.Tag.ia5String]: /^[\x00-\x7f]*$/,
}

/** Signature algorithms by type of key; a digest is named where the key does not bring its own. */
const SIGNATURES: Record<string, { oid: string; digest: string | null; parameters: boolean }> = {
  ed25519: { oid: '1.3.101.112', digest: null, parameters: false },
  ed448: { oid: '1.3.101.113', digest: null, parameters: false },
  rsa: { oid: '1.2.840.113549.1.1.11', digest: 'sha256', parameters: true },
  ec: { oid: '1.2.840.10045.4.3.2', digest: 'sha256', parameters: false },
  'ml-dsa-44': { oid: '2.16.840.1.101.3.4.3.17', digest: null, parameters: false },
  'ml-dsa-65': { oid: '2.16.840.1.101.3.4.3.18', digest: null, parameters: false },
  'ml-dsa-87': { oid: '2.16.840.1.101.3.4.3.19', digest: null, parameters: false },
}

/** Bits of a random serial number: as the engine, and below the 20 bytes of RFC 5280 4.1.2.2. */
const SERIAL_BITS = 159
const SECONDS_PER_DAY = 86400
const VERSION_3 = 2

export type Name = Record<string, string>

export interface Issue {
  subject: Name
  /** The issuer's certificate; self-signed without. */
  issuer: X509Certificate | null
  signer: KeyObject
  publicKey: KeyObject
  notBefore: number
  notAfter: number
  extensions: Extensions
}

function encodeAttribute([name, value]: [string, string]): Buffer {
  const found = ATTRIBUTES.find(([long, short]) => name === long || name === short)
  if (!found) throw new TypeError(`subject: unknown attribute '${name}'`)
  const [, , oid, limit, tag] = found
  const length = [...value].length
  if (length === 0 || length > limit || (oid === COUNTRY && length !== limit)) {
    throw new TypeError(
      `subject: ${name} must have ${oid === COUNTRY ? limit : `1 to ${limit}`} characters, not ${length}`,
    )
  }
  if (ALPHABETS[tag]?.test(value) === false) throw new TypeError(`subject: ${name} has characters that it cannot have`)
  return der.set(der.sequence(der.oid(oid), der.text(tag, value)))
}

const encodeName = (name: Name): Buffer => der.sequence(...Object.entries(name).map(encodeAttribute))

function randomSerial(): Buffer {
  const bytes = randomBytes(Math.ceil(SERIAL_BITS / 8))
  bytes[0] = (bytes[0] as number) & (0xff >> (bytes.length * 8 - SERIAL_BITS))
  return der.integer(bytes)
}

/** The parts of a TBSCertificate (RFC 5280 4.1.2) that are read back, still encoded. */
function fieldsOf(certificate: Buffer) {
  const [tbs] = der.children(der.read(certificate).content)
  const fields = tbs ? der.children(tbs.content) : []
  const hasVersion = fields[0]?.tag === der.context(0, true)
  const [, , issuer, , subject, , ...optional] = hasVersion ? fields.slice(1) : fields
  if (!issuer || !subject) throw new der.DERError('not a certificate')
  const extensions = optional.find(field => field.tag === der.context(3, true))
  return { issuer, subject, extensions }
}

/** Issues a certificate and gives its DER. Throws a TypeError for names, extensions and keys that can't be used. */
export function issueCertificate(issue: Issue): Buffer {
  const type = issue.signer.asymmetricKeyType ?? 'unknown'
  const signature = SIGNATURES[type]
  if (!signature) throw new TypeError(`a key of type ${type} cannot sign certificates`)
  const algorithm = der.sequence(der.oid(signature.oid), ...(signature.parameters ? [der.nothing()] : []))
  const subject = encodeName(issue.subject)
  const extensions = encodeExtensions(issue.extensions)
  const versioned = extensions.length > 0
  const tbs = der.sequence(
    ...(versioned ? [der.element(der.context(0, true), der.integer(Buffer.from([VERSION_3])))] : []),
    randomSerial(),
    algorithm,
    issue.issuer ? fieldsOf(issue.issuer.raw).subject.raw : subject,
    der.sequence(der.time(issue.notBefore), der.time(issue.notAfter)),
    subject,
    issue.publicKey.export({ type: 'spki', format: 'der' }),
    ...(versioned ? [der.element(der.context(3, true), der.sequence(...extensions))] : []),
  )
  return der.sequence(tbs, algorithm, der.bits(sign(signature.digest, tbs, issue.signer)))
}

/** Both ends of a life that begins now, shifted by `offset` seconds; in whole days, as the engine counts. */
export function lifeFrom(now: number, days: number, offset: number): { notBefore: number; notAfter: number } {
  const start = Math.floor(now / 1000) + Math.trunc(offset)
  return { notBefore: start * 1000, notAfter: (start + Math.trunc(days) * SECONDS_PER_DAY) * 1000 }
}

function readName(name: der.Element): Name {
  const result: Name = {}
  for (const relative of der.children(name.content)) {
    for (const attribute of der.children(relative.content)) {
      const [type, value] = der.children(attribute.content)
      if (!type || !value) continue
      const dotted = der.readOID(type.content)
      const known = ATTRIBUTES.find(([, , oid]) => oid === dotted)
      result[known ? known[0] : 'undefined'] = der.readText(value)
    }
  }
  return result
}

/** DNS names of the SAN; none if there are two of them, as OpenSSL gives none then. */
function readDNSNames(extensions: der.Element | undefined): string[] {
  const DNS_NAME = der.context(2, false)
  const [list] = extensions ? der.children(extensions.content) : []
  const all = (list ? der.children(list.content) : []).map(extension => der.children(extension.content))
  const [found, second] = all.filter(([type]) => type && der.readOID(type.content) === SUBJECT_ALT_NAME)
  const value = found?.[found.length - 1]
  if (!value || second) return []
  return der
    .children(der.read(value.content).content)
    .filter(name => name.tag === DNS_NAME)
    .map(name => name.content.toString('latin1'))
}

/** Names of a certificate: attributes by long name (an unknown one as 'undefined', as the engine has it), DNS names of the SAN. */
export function readNames(certificate: Buffer): { subject: Name; issuer: Name; dnsNames: string[] } {
  try {
    const fields = fieldsOf(certificate)
    return {
      subject: readName(fields.subject),
      issuer: readName(fields.issuer),
      dnsNames: readDNSNames(fields.extensions),
    }
  } catch (error) {
    // Bad inside, which OpenSSL lets pass in parts that it does not look at: no names is the safe reading.
    if (error instanceof der.DERError) return { subject: {}, issuer: {}, dnsNames: [] }
    throw error
  }
}

/** The first certificate of a PEM text. Throws an error with a code when there is none, or a bad one. */
export function parseCertificate(pem: string): X509Certificate {
  const start = pem.indexOf('-----BEGIN CERTIFICATE-----')
  if (start < 0) throw Object.assign(new Error('no certificate in PEM text'), { code: 'NO_CERTIFICATE' })
  return new X509Certificate(pem.slice(start))
}
