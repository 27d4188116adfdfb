// crypto.Certificate and crypto.CertificateChain. Follows Pipy's src/api/crypto.cpp (Certificate, CertificateChain).
//
// Each object owns the parsed certificates. Writing and reading of X.509 is in x509.ts; verification is TLS's business.
// Differs: names that Pipy drops silently throw; `publicKey` is required, where Pipy may take the issuer's.

import { X509Certificate } from 'node:crypto'
import { Data } from '../core/data.ts'
import { PEM } from '../core/pem.ts'
import { checkOptions, pemText } from './crypto-arguments.ts'
import { KEY, PrivateKey, PublicKey } from './crypto-key.ts'
import { issueCertificate, lifeFrom, type Name, parseCertificate, readNames } from './x509.ts'
import type { Extensions } from './x509-extensions.ts'

/** Pipy's default life in days. */
const DEFAULT_DAYS = 30

interface CertificateOptions {
  subject?: unknown
  privateKey?: unknown
  publicKey?: unknown
  issuer?: unknown
  days?: unknown
  timeOffset?: unknown
  extensions?: unknown
}

function numberOf(name: string, value: unknown, missing: number): number {
  if (value === undefined || value === null) return missing
  if (typeof value !== 'number' || !Number.isFinite(value)) throw new TypeError(`options.${name} expects a number`)
  return value
}

/** An object of texts; a value that is none is written as one, as Pipy does. Empty when left out. */
function textsOf(name: string, value: unknown): Record<string, string> {
  if (value === undefined || value === null) return {}
  if (typeof value !== 'object') throw new TypeError(`options.${name} expects a pjs::Object`)
  return Object.fromEntries(Object.entries(value).map(([key, text]) => [key, String(text)]))
}

function issue(options: CertificateOptions): X509Certificate {
  const { privateKey, publicKey, issuer } = options
  if (!options.subject) throw new TypeError('options.subject expects a pjs::Object')
  if (!(privateKey instanceof PrivateKey)) throw new TypeError('options.privateKey expects a pipy::crypto::PrivateKey')
  if (!(publicKey instanceof PublicKey)) throw new TypeError('options.publicKey expects a pipy::crypto::PublicKey')
  if (issuer && !(issuer instanceof Certificate))
    throw new TypeError('options.issuer expects a pipy::crypto::Certificate')
  const days = numberOf('days', options.days, DEFAULT_DAYS)
  const offset = numberOf('timeOffset', options.timeOffset, 0)
  return new X509Certificate(
    issueCertificate({
      subject: textsOf('subject', options.subject) as Name,
      issuer: issuer instanceof Certificate ? issuer[X509] : null,
      signer: privateKey[KEY],
      publicKey: publicKey[KEY],
      ...lifeFrom(Date.now(), days, offset),
      extensions: textsOf('extensions', options.extensions) as Extensions,
    }),
  )
}

const X509 = Symbol('x509')

export class Certificate {
  readonly [X509]: X509Certificate
  #names: ReturnType<typeof readNames> | undefined

  constructor(source: string | Data | CertificateOptions | X509Certificate) {
    if (source instanceof X509Certificate) this[X509] = source
    else if (typeof source === 'string' || source instanceof Data) this[X509] = parseCertificate(pemText(source))
    else this[X509] = issue(checkOptions<CertificateOptions>(source))
  }

  get [PEM](): string {
    return this[X509].toString()
  }

  toPEM(): Data {
    return new Data(this[PEM])
  }

  get #read() {
    this.#names ??= readNames(this[X509].raw)
    return this.#names
  }

  get subject(): Name {
    return this.#read.subject
  }

  get issuer(): Name {
    return this.#read.issuer
  }

  get subjectAltNames(): string[] {
    return this.#read.dnsNames
  }

  get notBefore(): number {
    return this[X509].validFromDate.getTime()
  }

  get notAfter(): number {
    return this[X509].validToDate.getTime()
  }
}

/** A whole certificate that begins at the beginning of a line; one without an end does not count. */
const BLOCK = /^-----BEGIN CERTIFICATE-----.*\n(?:(?!-----END CERTIFICATE-----).*\n)*-----END CERTIFICATE-----/gm

export class CertificateChain {
  readonly [PEM]: string

  constructor(source: string | Data) {
    if (typeof source !== 'string' && !(source instanceof Data)) {
      throw new TypeError('argument #1 expects a string or a Data object')
    }
    const text = typeof source === 'string' ? source : source.toBuffer().toString('latin1')
    this[PEM] = (text.match(BLOCK) ?? []).map(block => parseCertificate(block).toString()).join('')
  }
}
