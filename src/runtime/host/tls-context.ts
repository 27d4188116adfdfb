/**
 * TLS options as scripts give them, as Node wants them; and what scripts see of a TLS connection. Follows Pipy's
 * src/filters/tls.cpp.
 *
 * Owns a cache of secure contexts: making one costs milliseconds, so it is made once per layout and certificate.
 */
import type { X509Certificate } from 'node:crypto'
import { createSecureContext, type SecureContext, type SecureVersion, type TLSSocket } from 'node:tls'
import { hasPEM, PEM } from '../core/pem.ts'

/** A Certificate or CertificateChain with the PrivateKey of its leaf, as the script gave them. */
export interface TLSCertificate {
  cert: unknown
  key: unknown
}

export interface TLSOptions {
  certificate?: TLSCertificate | ((sni: string | undefined) => TLSCertificate | undefined)
  trusted?: unknown[]
  verify?: (ok: boolean, leaf: unknown) => boolean
  minVersion?: string
  maxVersion?: string
  ciphers?: string
  pqc?: { keyExchange?: string; signature?: string }
  onState?: (session: TLSView) => void
  alpn?: unknown
  sni?: unknown
}

/** Key exchange groups in order of preference: hybrid first, as Pipy with OpenSSL 3.5. */
const defaultGroups = 'X25519MLKEM768:X25519:P-256:P-384'

const versions: Record<string, SecureVersion> = {
  TLS1: 'TLSv1',
  'TLS1.1': 'TLSv1.1',
  'TLS1.2': 'TLSv1.2',
  'TLS1.3': 'TLSv1.3',
}

let makeCertificate: (certificate: X509Certificate) => unknown = certificate => certificate

/** The crypto global says what a peer's certificate is to scripts. */
export function setCertificateMaker(make: (certificate: X509Certificate) => unknown): void {
  makeCertificate = make
}

/** Throws a TypeError for what is no object of the crypto global, or an empty chain. */
function pemOf(option: string, value: unknown): string {
  if (!hasPEM(value)) throw new TypeError(`${option} expects an object of crypto`)
  if (value[PEM] === '') throw new TypeError(`${option}: empty certificate chain`)
  return value[PEM]
}

/** Gives the secure context for a certificate of the script (undefined: none). Throws what OpenSSL finds wrong. */
export function createContexts(options: TLSOptions): (certificate: TLSCertificate | undefined) => SecureContext {
  const trusted = (options.trusted ?? []).map((value, i) => pemOf(`options.trusted[${i}]`, value))
  const made = new WeakMap<object, SecureContext>()
  const none = {}
  return certificate => {
    const known = made.get(certificate ?? none)
    if (known) return known
    const context = createSecureContext({
      // Without `ca` Node would trust the public roots; Pipy trusts nobody and asks nothing.
      ca: trusted,
      ...(certificate
        ? { cert: pemOf('certificate.cert', certificate.cert), key: pemOf('certificate.key', certificate.key) }
        : {}),
      minVersion: versions[options.minVersion ?? ''] ?? 'TLSv1.2',
      maxVersion: versions[options.maxVersion ?? ''] ?? 'TLSv1.3',
      ecdhCurve: options.pqc?.keyExchange ?? defaultGroups,
      ...(options.pqc?.signature ? { sigalgs: options.pqc.signature } : {}),
      ...(options.ciphers ? { ciphers: options.ciphers } : {}),
    })
    made.set(certificate ?? none, context)
    return context
  }
}

/** The certificate for a server name, or the fixed one. */
export function certificateFor({ certificate }: TLSOptions, sni: string | undefined): TLSCertificate | undefined {
  return typeof certificate === 'function' ? certificate(sni) : certificate
}

/** What onState gets. */
export class TLSView {
  state: 'idle' | 'handshake' | 'connected' | 'closed' = 'idle'
  error: string | undefined = undefined
  protocol: string | undefined = undefined
  hostname: string | undefined = undefined
  peer: unknown = null
  cipherName: string | undefined = undefined
  cipherVersion: string | undefined = undefined
  negotiatedGroup: string | undefined = undefined

  /** Takes over what the handshake agreed on. */
  read(tls: TLSSocket): void {
    this.protocol = typeof tls.alpnProtocol === 'string' && tls.alpnProtocol ? tls.alpnProtocol : undefined
    const name = (tls as unknown as { servername?: string | false }).servername
    if (name) this.hostname = name
    const peer = tls.getPeerX509Certificate()
    this.peer = peer ? makeCertificate(peer) : null
    const cipher = tls.getCipher()
    this.cipherName = cipher?.name
    this.cipherVersion = cipher?.version
    const group = tls.getEphemeralKeyInfo() as { name?: string } | null
    this.negotiatedGroup = group?.name
  }
}
