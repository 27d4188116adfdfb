/**
 * Permits: parsing, the one-line form, and the proof that its holder knows the secret.
 *
 * Pure but for the engine's crypto. The CA's side of the proof is in src/ca/tokens.ts.
 */
import type { EnrolRequest, Grant, HubEnrolRequest } from '../api/ca.ts'
import type { Permit } from '../api/permit.ts'
import { canonical } from './canonical.ts'
import { hmac, sha256 } from './digest.ts'
import { fault } from './errors.ts'
import { openState } from './mesh-state.ts'
import { checkName } from './names.ts'
import { parseNumber, parseObject, parseText, parseTexts } from './parse.ts'
import { attempt } from './pki/attempt.ts'
import { checkPeer, type Peer } from './pki/check.ts'
import { holdsKey } from './pki/pem.ts'
import { parseLabels } from './policy/parse.ts'
import { openText } from './signed-text.ts'

/** How a permit on one line begins. */
const linePrefix = 'ztm1:'

/** Roots and hubs of a permit at most, and the longest of each: keeps a permit under a size that can be pasted. */
const rootLimits: [number, number] = [8, 8192]
const hubLimits: [number, number] = [32, 300]

/** A permit from a file or a line. Throws bad-request naming what is wrong with it. */
export function parsePermit(text: string): Permit {
  const trimmed = text.trim()
  const json = trimmed.startsWith(linePrefix) ? decodeLine(trimmed) : trimmed
  let value: unknown
  try {
    value = JSON.parse(json)
  } catch {
    throw fault('bad-request', 'the permit is neither JSON nor a line that begins with ztm1:', 'Was it copied whole?')
  }
  const source = parseObject(value, 'the permit')
  if (source.version !== 1) throw fault('bad-request', "the permit's version is not 1", 'It may need a newer ZTM.')
  const token = parseObject(source.token, "the permit's token")
  return {
    version: 1,
    mesh: checkName(source.mesh, "the permit's mesh"),
    roots: parseTexts(source.roots, "the permit's roots", rootLimits),
    hubs: parseTexts(source.hubs, "the permit's hubs", hubLimits),
    user: checkName(source.user, "the permit's user"),
    token: { id: parseText(token.id, 'the token id', 100), secret: parseText(token.secret, 'the token secret', 200) },
    expires: parseNumber(source.expires, "the permit's expiry", [0, Number.MAX_SAFE_INTEGER]),
    uses: parseNumber(source.uses, "the permit's uses", [1, 1_000_000]),
  }
}

function decodeLine(line: string): string {
  let text: string | undefined
  try {
    text = new Data(line.substring(linePrefix.length), 'base64url').toString()
  } catch {
    text = undefined
  }
  if (text === undefined) throw fault('bad-request', 'the permit is damaged', 'Was it copied whole?')
  return text
}

/** The permit on one line, to be pasted. */
export function formatPermitLine(permit: Permit): string {
  return linePrefix + new Data(JSON.stringify(permit)).toString('base64url')
}

/** The MAC over all fields of a request but the MAC itself. */
export function macOf(secret: string, fields: object): string {
  return hmac(secret, canonical(fields))
}

/** What stands for a mesh in requests: the digest of its first root, whatever the line ends. */
export function meshDigest(root: string): string {
  return sha256(root.split('\r').join('').trim())
}

/** The request of a new endpoint. Binds the permit to this name and this public key. */
export function createEnrolRequest(permit: Permit, name: string, publicKey: PublicKey): EnrolRequest {
  const fields = { ...claimOf(permit), name, publicKey: pemOf(publicKey) }
  return { ...fields, mac: macOf(permit.token.secret, fields) }
}

/** The request of a new hub. */
export function createHubEnrolRequest(permit: Permit, addresses: string[], publicKey: PublicKey): HubEnrolRequest {
  const fields = { ...claimOf(permit), addresses, publicKey: pemOf(publicKey) }
  return { ...fields, mac: macOf(permit.token.secret, fields) }
}

/** What the permit says; a permit that was changed on its way does not agree with what the CA knows. */
function claimOf({ token, roots, user }: Permit): Pick<EnrolRequest, 'token' | 'mesh' | 'user'> {
  return { token: token.id, mesh: meshDigest(roots[0] ?? ''), user }
}

function pemOf(key: PublicKey): string {
  return key.toPEM().toString() ?? ''
}

/** A certificate and what comes with it, longest. */
const certificateLength = 20_000

/**
 * What the CA has granted, before it is stored: signed by one of `roots`, and the certificate is for our own key, user and
 * nobody else. A hub that changed anything, or answered in the CA's place, ends here.
 * Throws signature-invalid, certificate-*, bad-request.
 */
export function openGrant(
  value: unknown,
  roots: string[],
  own: { publicKey: string; user: string; now: number },
): { grant: Grant; peer: Peer } {
  const source = parseObject(openText(value, roots, 'the grant').content, 'the grant')
  const grant: Grant = {
    id: parseText(source.id, 'id', 100),
    certificate: parseText(source.certificate, 'certificate', certificateLength),
    hubs: source.hubs instanceof Array && source.hubs.length === 0 ? [] : parseTexts(source.hubs, 'hubs', hubLimits),
    labels: parseLabels(source.labels, 'labels'),
    state: openState(source.state, roots).signed,
  }
  const certificate = attempt(() => new crypto.Certificate(grant.certificate))
  const peer = checkPeer(certificate, { role: 'endpoint', name: grant.id }, own.now)
  if (peer.user !== own.user) {
    throw fault('certificate-name', `the CA issued a certificate for the user "${peer.user}" instead of "${own.user}"`)
  }
  if (!holdsKey(grant.certificate, own.publicKey)) {
    throw fault('certificate-name', 'the CA issued a certificate for another key than ours')
  }
  return { grant, peer }
}
