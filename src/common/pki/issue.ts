/**
 * Makes every certificate of a mesh, from one table of profiles.
 *
 * Owns nothing: keys and roots are handed in. X.509 v3 (RFC 5280).
 */
import { caName, endpointName, hubName } from '../../api/protocol.ts'
import { createKey } from './key-type.ts'

/** A clock may be behind the CA's by this much, in seconds: certificates begin earlier. */
const clockSkewSeconds = 300

export type Role = 'endpoint' | 'hub' | 'ca'

/** How long certificates of endpoints and hubs are good unless the CA is told otherwise, in seconds. */
export const defaultLifeSeconds = 30 * 24 * 3600

const secondsPerDay = 24 * 3600

/** How long the CA's own are, in days: the root outlives everything, the server's is made anew at each start and in between. */
const rootDays = 3650

const leaf: CertificateExtensions = {
  basicConstraints: 'CA:FALSE',
  keyUsage: 'digitalSignature',
  extendedKeyUsage: 'serverAuth,clientAuth',
}

const profiles: Record<Role | 'root', CertificateExtensions> = {
  root: { basicConstraints: 'CA:TRUE,pathlen:0', keyUsage: 'keyCertSign,cRLSign' },
  hub: leaf,
  endpoint: leaf,
  ca: leaf,
}

/** A CA: its key and its self-signed certificate. */
export interface Issuer {
  key: PrivateKey
  certificate: Certificate
  /** Seconds that what it issues is good. @default defaultLifeSeconds */
  lifeSeconds?: number
}

/** Characters of a mesh's name that stand in the name of its root, which has at most 64. */
const rootNameLength = 50

/**
 * A new root, the first or a later one of its mesh. No leaf can have its subject, not even but for case: leaves have a unit.
 * Nor can another root of the mesh: engines find issuers by their names.
 */
export function createRoot(mesh: string, number = 1, keyType: KeyType = 'ed25519'): Issuer {
  const key = createKey(keyType)
  const certificate = new crypto.Certificate({
    subject: { CN: `${mesh.substring(0, rootNameLength)} CA${number > 1 ? ` ${number}` : ''}` },
    privateKey: key,
    publicKey: new crypto.PublicKey(key),
    days: rootDays,
    timeOffset: -clockSkewSeconds,
    extensions: profiles.root,
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
  const certificate = new crypto.Certificate({
    subject: { CN: name, OU: role },
    privateKey: issuer.key,
    publicKey,
    issuer: issuer.certificate,
    ...lifeOf(issuer.lifeSeconds ?? defaultLifeSeconds),
    extensions: { ...profiles[role], subjectAltName: dns.map(n => `DNS:${hostName(n)}`).join(',') },
  })
  return certificate.toPEM().toString() ?? ''
}

/** Engines count whole days: what is too much is laid into the past, which also makes up for clocks that are behind. */
function lifeOf(seconds: number): { days: number; timeOffset: number } {
  const days = Math.ceil((seconds + clockSkewSeconds) / secondsPerDay)
  return { days, timeOffset: seconds - days * secondsPerDay }
}

/** A host as it stands in a certificate: lower case, and the colons of IPv6 as dashes, which a DNS name may hold. */
export function hostName(host: string): string {
  return host.toLowerCase().split(':').join('-')
}
