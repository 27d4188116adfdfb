/**
 * Makes every certificate of a mesh, from one table of profiles.
 *
 * Owns nothing: keys and roots are handed in. X.509 v3 (RFC 5280), Ed25519.
 */
import { caName, endpointName, hubName } from '../../api/protocol.ts'

/** A clock may be behind the CA's by this much, in seconds: certificates begin earlier. */
const clockSkewSeconds = 300

export type Role = 'endpoint' | 'hub' | 'ca'

interface Profile {
  days: number
  extensions: CertificateExtensions
}

const leaf: CertificateExtensions = {
  basicConstraints: 'CA:FALSE',
  keyUsage: 'digitalSignature',
  extendedKeyUsage: 'serverAuth,clientAuth',
}

const profiles: Record<Role | 'root', Profile> = {
  root: { days: 3650, extensions: { basicConstraints: 'CA:TRUE,pathlen:0', keyUsage: 'keyCertSign,cRLSign' } },
  hub: { days: 30, extensions: leaf },
  endpoint: { days: 30, extensions: leaf },
  ca: { days: 30, extensions: leaf },
}

/** A CA: its key and its self-signed certificate. */
export interface Issuer {
  key: PrivateKey
  certificate: Certificate
}

/** A new root. No leaf can have its subject, not even but for case: leaves have a unit. */
export function createRoot(mesh: string): Issuer {
  const key = new crypto.PrivateKey({ type: 'ed25519' })
  const { days, extensions } = profiles.root
  const certificate = new crypto.Certificate({
    subject: { CN: `${mesh} CA` },
    privateKey: key,
    publicKey: new crypto.PublicKey(key),
    days,
    timeOffset: -clockSkewSeconds,
    extensions,
  })
  return { key, certificate }
}

/** PEM of an endpoint's certificate. */
export function issueEndpoint(
  issuer: Issuer,
  publicKey: PublicKey,
  { id, user }: { id: string; user: string },
): string {
  return issue(issuer, publicKey, { role: 'endpoint', name: user, dns: [endpointName(id)] })
}

/** PEM of a hub's certificate for the hosts that agents dial; IP addresses stand in it as DNS names, which both engines read. */
export function issueHub(issuer: Issuer, publicKey: PublicKey, { id, hosts }: { id: string; hosts: string[] }): string {
  return issue(issuer, publicKey, { role: 'hub', name: id, dns: [hubName(id), ...hosts.filter(isPlainHost)] })
}

/** PEM of the certificate of a CA's own server. */
export function issueCA(issuer: Issuer, publicKey: PublicKey): string {
  return issue(issuer, publicKey, { role: 'ca', name: 'ca', dns: [caName] })
}

/** Only what can stand in a list of the engine's syntax. */
function isPlainHost(host: string): boolean {
  return !host.includes(',') && !host.includes(' ') && host !== ''
}

interface Leaf {
  role: Role
  name: string
  dns: string[]
}

function issue(issuer: Issuer, publicKey: PublicKey, { role, name, dns }: Leaf): string {
  const { days, extensions } = profiles[role]
  const certificate = new crypto.Certificate({
    subject: { CN: name, OU: role },
    privateKey: issuer.key,
    publicKey,
    issuer: issuer.certificate,
    days,
    timeOffset: -clockSkewSeconds,
    extensions: { ...extensions, subjectAltName: dns.map(n => `DNS:${hostName(n)}`).join(',') },
  })
  return certificate.toPEM().toString() ?? ''
}

/** A host as it stands in a certificate: lower case, and the colons of IPv6 as dashes, which a DNS name may hold. */
export function hostName(host: string): string {
  return host.toLowerCase().split(':').join('-')
}
