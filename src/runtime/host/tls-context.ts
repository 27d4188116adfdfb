/**
 * TLS options as scripts give them, as Node wants them; and what scripts see of a TLS connection. Follows Pipy's
 * src/filters/tls.cpp.
 *
 * Owns a cache of secure contexts: making one costs milliseconds, so it is made once per layout and certificate.
 */
import { createSecureContext, type SecureContext, type SecureVersion, type TLSSocket } from 'node:tls'

/** Anything with a PEM form: crypto.Certificate, CertificateChain, PrivateKey of the globals. */
interface Pem {
  toPEM(): { toString(): string | undefined }
}

export interface TLSCertificate {
  cert: Pem
  key: Pem
}

export interface TLSOptions {
  certificate?: TLSCertificate | ((sni: string | undefined) => TLSCertificate | undefined)
  trusted?: Pem[]
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

let makeCertificate: (pem: string) => unknown = pem => pem

/** The crypto global says how a Certificate is made of PEM. */
export function setCertificateMaker(make: (pem: string) => unknown): void {
  makeCertificate = make
}

const pemOf = (value: Pem): string => value.toPEM().toString() ?? ''

/** Gives the secure context for a certificate of the script (undefined: none). Throws what OpenSSL finds wrong. */
export function createContexts(options: TLSOptions): (certificate: TLSCertificate | undefined) => SecureContext {
  const trusted = (options.trusted ?? []).map(pemOf)
  const made = new WeakMap<object, SecureContext>()
  const none = {}
  return certificate => {
    const known = made.get(certificate ?? none)
    if (known) return known
    const context = createSecureContext({
      // Without `ca` Node would trust the public roots; Pipy trusts nobody and asks nothing.
      ca: trusted,
      ...(certificate ? { cert: pemOf(certificate.cert), key: pemOf(certificate.key) } : {}),
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
    const der = tls.getPeerX509Certificate()
    this.peer = der ? makeCertificate(der.toString()) : null
    const cipher = tls.getCipher()
    this.cipherName = cipher?.name
    this.cipherVersion = cipher?.version
    const group = tls.getEphemeralKeyInfo() as { name?: string } | null
    this.negotiatedGroup = group?.name
  }
}
