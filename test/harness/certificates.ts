/**
 * Makes certificates, also such as no CA should make: every field can be replaced, and what was signed may be anything.
 *
 * Owns nothing. The mesh's own issuer (src/common/pki/issue.ts) cannot be talked into any of this; here DER is written by hand.
 */
import { createPrivateKey, generateKeyPairSync, type KeyObject, randomBytes, sign, X509Certificate } from 'node:crypto'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import * as der from '../../src/runtime/globals/der.ts'

/** A certificate, or what is to be sent as one, with its key; the issuers that are sent along follow. */
export interface Shown {
  /** PEM. */
  cert: string
  key: string
}

/** Who signs: the subject's DER stands as the issuer of what it signs. */
export interface Signer {
  key: KeyObject
  /** DER of its name. */
  name: Buffer
}

export interface Pair {
  privateKey: KeyObject
  publicKey: KeyObject
}

const OID = { cn: '2.5.4.3', ou: '2.5.4.11', o: '2.5.4.10' }
const oidOf = { basic: '2.5.29.19', usage: '2.5.29.15', extended: '2.5.29.37', alternative: '2.5.29.17' }
const usageOf = { server: '1.3.6.1.5.5.7.3.1', client: '1.3.6.1.5.5.7.3.2', code: '1.3.6.1.5.5.7.3.3' }
const anyUsage = '2.5.29.37.0'

/** Signature algorithms by type of key: OID, digest, whether NULL parameters follow. */
const signatures: Record<string, [oid: string, digest: string | null, nothing: boolean]> = {
  ed25519: ['1.3.101.112', null, false],
  ed448: ['1.3.101.113', null, false],
  rsa: ['1.2.840.113549.1.1.11', 'sha256', true],
  ec: ['1.2.840.10045.4.3.2', 'sha256', false],
}

/** An attribute of a name as DER. */
export const attribute = (type: keyof typeof OID, value: string | Buffer, tag: number = der.Tag.utf8String): Buffer =>
  der.sequence(der.oid(OID[type]), der.element(tag, Buffer.from(value)))

/** A name of single attributes. */
export const nameOf = (...attributes: Buffer[]): Buffer => der.sequence(...attributes.map(one => der.set(one)))

/** The usual name: of a user in a role. */
export const subject = (cn: string, ou: string): Buffer => nameOf(attribute('cn', cn), attribute('ou', ou))

const extension = (oid: string, value: Buffer, critical = false): Buffer =>
  der.sequence(der.oid(oid), ...(critical ? [der.truth(true)] : []), der.octets(value))

export const basic = (isCA: boolean, pathLength?: number): Buffer =>
  extension(
    oidOf.basic,
    der.sequence(
      ...(isCA ? [der.truth(true)] : []),
      ...(pathLength === undefined ? [] : [der.integer(Buffer.from([pathLength]))]),
    ),
  )

/** Bits of RFC 5280 4.2.1.3: 0 digitalSignature, 2 keyEncipherment, 5 keyCertSign. */
export const usage = (...bits: number[]): Buffer => extension(oidOf.usage, der.namedBits(bits))

export const extended = (...usages: (keyof typeof usageOf | 'any')[]): Buffer => {
  const oids = usages.map(one => der.oid(one === 'any' ? anyUsage : usageOf[one]))
  return extension(oidOf.extended, der.sequence(...oids))
}

/** Kinds of alternative names by their tags (RFC 5280 4.2.1.6). */
const kinds = { email: 1, dns: 2, uri: 6, ip: 7 }

export const alternative = (...names: (string | Buffer | [keyof typeof kinds, string | Buffer])[]): Buffer => {
  const list = names.map(one => {
    const [kind, value] = Array.isArray(one) ? one : (['dns', one] as const)
    return der.element(der.context(kinds[kind], false), Buffer.from(value))
  })
  return extension(oidOf.alternative, der.sequence(...list))
}

/** An alternative name whose content is no list of names. */
export const broken = (): Buffer => extension(oidOf.alternative, Buffer.from('300a8205', 'hex'))

/** One that nobody knows, and that must be known. */
export const unknown = (): Buffer => extension('1.2.3.4', der.nothing(), true)

export const ed25519 = (): Pair => generateKeyPairSync('ed25519')

export interface Draft {
  subject: Buffer
  /** Each as DER. */
  extensions: Buffer[]
  keys: Pair
  signer: Signer
  /** Milliseconds since 1970. */
  notBefore: number
  notAfter: number
  /** @default 3 */
  version?: number
}

const HOUR = 3_600_000

/** Draws up a certificate and signs it. */
export function certificateOf(draft: Draft): Shown {
  const [oid, digest, nothing] = signatures[draft.signer.key.asymmetricKeyType ?? ''] ?? ['', null, false]
  const algorithm = der.sequence(der.oid(oid), ...(nothing ? [der.nothing()] : []))
  const { version = 3, extensions } = draft
  const tbs = der.sequence(
    ...(version > 1 ? [der.element(der.context(0, true), der.integer(Buffer.from([version - 1])))] : []),
    der.integer(Buffer.concat([Buffer.from([0x40]), randomBytes(15)])),
    algorithm,
    draft.signer.name,
    der.sequence(der.time(draft.notBefore), der.time(draft.notAfter)),
    draft.subject,
    draft.keys.publicKey.export({ type: 'spki', format: 'der' }),
    ...(extensions.length > 0 ? [der.element(der.context(3, true), der.sequence(...extensions))] : []),
  )
  const raw = der.sequence(tbs, algorithm, der.bits(sign(digest, tbs, draft.signer.key)))
  const body = raw.toString('base64').replace(/.{64}/g, '$&\n')
  return {
    cert: `-----BEGIN CERTIFICATE-----\n${body.trimEnd()}\n-----END CERTIFICATE-----\n`,
    key: draft.keys.privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
  }
}

/** A root of its own, for one day. */
export function rootOf(name: Buffer, now: number): { shown: Shown; signer: Signer } {
  const keys = ed25519()
  const signer = { key: keys.privateKey, name }
  const shown = certificateOf({
    subject: name,
    extensions: [basic(true, 0), usage(5, 6)],
    keys,
    signer,
    notBefore: now - HOUR,
    notAfter: now + 24 * HOUR,
  })
  return { shown, signer }
}

/** The CA of a mesh that runs: its key and root, out of the database that nobody but it should read. */
export function readCA(directory: string): { shown: Shown; signer: Signer } {
  const database = new DatabaseSync(join(directory, 'ca.db'), { readOnly: true })
  try {
    const row = database.prepare('SELECT key, certificate FROM ca').get() as { key: string; certificate: string }
    return { shown: { cert: row.certificate, key: row.key }, signer: signerOf({ cert: row.certificate, key: row.key }) }
  } finally {
    database.close()
  }
}

/** What a certificate can sign, whether it may or not. */
export function signerOf({ cert, key }: Shown): Signer {
  const [tbs] = der.children(der.read(new X509Certificate(cert).raw).content)
  const fields = tbs ? der.children(tbs.content) : []
  const hasVersion = fields[0]?.tag === der.context(0, true)
  const name = fields[hasVersion ? 5 : 4]
  if (!name) throw new Error('a certificate without a subject')
  return { key: createPrivateKey(key), name: name.raw }
}
