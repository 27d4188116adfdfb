/**
 * The one function that decides whether a certificate that was met is the one expected.
 *
 * Pure. The engine has verified the chain and the signatures; it never compares names, and it knows nothing of roles.
 */
import { caName, endpointName, hubName } from '../../api/protocol.ts'
import { fault } from '../errors.ts'
import { isName } from '../names.ts'
import { hostName, type Role } from './issue.ts'
import { checkProfile } from './profile.ts'

/** Whom a connection expects. `name`: an endpoint's id, a hub's host; `user`: an endpoint's; absent: anybody of the role. */
export interface Expectation {
  role: Role
  name?: string
  user?: string
}

/** Who was met. */
export interface Peer {
  role: Role
  /** UUID of an endpoint, id of a hub, 'ca'. */
  id: string
  /** What people call it: the user of an endpoint and its id, a hub's first name. */
  name: string
  /** The user of an endpoint; '' for others. */
  user: string
  certificate: Certificate
}

const roles: readonly string[] = ['endpoint', 'hub', 'ca']
const idSuffix: Record<Role, string> = { endpoint: endpointName(''), hub: hubName(''), ca: '' }
const suffixes = [idSuffix.endpoint, idSuffix.hub]

/** The peer that the certificate names. Throws certificate-role, certificate-name, certificate-time or certificate-untrusted. */
export function checkPeer(certificate: Certificate, expect: Expectation, now: number): Peer {
  const role = certificate.subject.organizationalUnitName ?? ''
  if (!roles.includes(role) || role !== expect.role) {
    throw fault(
      'certificate-role',
      `a certificate of role "${role}" was met where "${expect.role}" is expected`,
      'Something poses as what it is not.',
    )
  }
  checkTime(certificate, now)
  checkProfile(certificate.toPEM().toString() ?? '')
  const names = certificate.subjectAltNames
  const peer = peerOf(certificate, expect.role, names)
  const wanted = wantedName(expect)
  if (wanted && !names.includes(wanted)) {
    throw fault(
      'certificate-name',
      `the certificate is for ${names.join(', ')}, not for ${expect.name}`,
      'Is the address right, and does the hub know its name (--name)?',
    )
  }
  if (expect.user !== undefined && peer.user !== expect.user) {
    throw fault(
      'certificate-name',
      `the certificate is of the user ${peer.user}, not of ${expect.user}`,
      'A hub says of an endpoint what is not true.',
    )
  }
  return peer
}

function peerOf(certificate: Certificate, role: Role, names: string[]): Peer {
  const suffix = idSuffix[role]
  const own = names.filter(name => name === caName || suffixes.some(one => name.endsWith(one)))
  const first = own[0] ?? ''
  const id = role === 'ca' ? 'ca' : first.substring(0, first.length - suffix.length)
  const isGood = role === 'ca' ? first === caName : first.endsWith(suffix) && isId(id)
  // Only a hub is dialled by other names than its id.
  if (!isGood || own.length !== 1 || (role !== 'hub' && names.length !== 1))
    throw fault('certificate-name', `the certificate of role "${role}" does not hold one id`)
  const commonName = certificate.subject.commonName ?? ''
  if (!isName(commonName))
    throw fault('certificate-name', `the certificate's common name ${JSON.stringify(commonName)} is not a name`)
  const user = role === 'endpoint' ? commonName : ''
  return { role, id, name: user ? `${user}/${id}` : (names.find(name => name !== first) ?? id), user, certificate }
}

/** Ids are UUIDs; to tell them from wildcards and other domains it is enough to see that they are one plain word. */
function isId(text: string): boolean {
  return isName(text) && !text.includes('.') && text === text.toLowerCase()
}

/** The DNS name that must stand in the certificate. */
function wantedName({ role, name }: Expectation): string | undefined {
  if (role === 'ca') return caName
  if (name === undefined) return undefined
  return role === 'endpoint' ? name + idSuffix.endpoint : hostName(name)
}

/** Throws certificate-time, naming both clocks. */
export function checkTime(certificate: Certificate, now: number): void {
  const from = Number(certificate.notBefore)
  const until = Number(certificate.notAfter)
  if (now >= from && now <= until) return
  const what = now < from ? 'not valid before' : 'not valid after'
  const limit = new Date(now < from ? from : until).toISOString()
  throw fault(
    'certificate-time',
    `the certificate is ${what} ${limit}, and this computer's clock says ${new Date(now).toISOString()}`,
    'If the clock is wrong, set it. If it is right, the certificate was not renewed in time.',
  )
}
