/**
 * Certificates for endpoints: the first for a permit, the next for the key before it.
 *
 * Owns nothing. What is granted is signed, because hubs carry it.
 */
import type { Grant } from '../api/ca.ts'
import type { SignedText } from '../api/state.ts'
import { fault, toFault } from '../common/errors.ts'
import { checkName } from '../common/names.ts'
import { parseObject, parseText, parseTexts } from '../common/parse.ts'
import { issueEndpoint } from '../common/pki/issue.ts'
import { publicKeyOf } from '../common/pki/pem.ts'
import { notAfterOf } from '../common/pki/renewal.ts'
import { randomUUID } from '../common/random.ts'
import { signText } from '../common/signed-text.ts'
import { type Context, hubAddresses, note } from './context.ts'
import type { Token } from './record-tokens.ts'
import type { EndpointRecord } from './records.ts'
import type { Root } from './roots.ts'
import { takeSigned } from './signed.ts'
import { checkProof, checkUsable, type Proof, parseProof } from './tokens.ts'

/** Longest PEM of a public key that is read. */
export const pemLength = 10_000

/** Digests of roots that a request names, and the longest. */
const trustLimits: [number, number] = [8, 100]

/** A new endpoint, for a permit. Throws permit-*, rate-limited, bad-request. */
export function enrol(context: Context, request: unknown, from: string): SignedText {
  const { records, log, now } = context
  const source = parseObject(request, 'the request')
  const proof = parseProof(source)
  const { mac: _, ...fields } = source
  const name = checkName(fields.name, 'name')
  const publicKey = parseText(fields.publicKey, 'publicKey', pemLength)
  const key = publicKeyOf(publicKey)
  const endpoint = records.transaction(() => {
    const proven = takeProof(context, { proof, fields, kind: 'user', from })
    // The same request again: its answer was lost, or somebody in the middle plays with it. Nothing is used twice.
    const known = records.findEndpointOf(publicKey)
    if (known && known.user === proven.user) return known
    checkUsable(proven, now())
    const { id: token, user, labels } = proven
    const id = randomUUID()
    const issued = certify(context.roots.newest(), key, { id, user })
    records.useToken(token)
    const record: EndpointRecord = { ...issued, id, name, user, publicKey, previousKey: '', labels }
    records.putEndpoint(record, now())
    note(context, { user, endpoint: id, action: 'enrol', target: `${name} with permit ${token}`, from })
    return record
  })
  log.info('endpoint enrolled', { endpoint: endpoint.id, name, user: endpoint.user, from })
  return grant(context, endpoint)
}

export interface Claim {
  proof: Proof
  /** What its MAC is over. */
  fields: object
  kind: Token['kind']
  from: string
}

/** The token that a proof is good for. Whoever is wrong too often has to wait. Throws permit-foreign, permit-invalid, rate-limited. */
export function takeProof({ records, roots, throttle }: Context, { proof, fields, kind, from }: Claim): Token {
  throttle.check(from)
  try {
    return checkProof(records, proof, fields, { isOurs: roots.isOurs, kind })
  } catch (caught) {
    if (toFault(caught).code !== 'internal') throttle.note(from)
    throw caught
  }
}

/** A new key of a known endpoint. Throws signature-invalid, endpoint-not-found, certificate-time, bad-request. */
export function renew(context: Context, request: unknown): SignedText {
  const { records, roots, log, now } = context
  const renewed = records.transaction(() => {
    const { signer, act } = takeSigned(records, request, now())
    // Its signature alone has told that the key before it is not needed any more.
    if (act.action === 'confirm') return records.findEndpoint(signer.id) ?? signer
    if (act.action !== 'renew') throw fault('bad-request', 'the action is not "renew"')
    const publicKey = parseText(act.publicKey, 'publicKey', pemLength)
    const trusts = parseTexts(act.trusts, 'trusts', trustLimits)
    // By the newest root that it trusts: it could not show another to anybody.
    const trusted = roots.active().filter(root => trusts.includes(root.digest))
    const root = trusted[trusted.length - 1] ?? roots.oldest()
    const issued = certify(root, publicKeyOf(publicKey), signer)
    const record: EndpointRecord = { ...signer, ...issued, publicKey, previousKey: signer.publicKey }
    records.putEndpoint(record, now())
    return record
  })
  log.info(renewed.previousKey ? 'certificate renewed' : 'certificate has arrived', { endpoint: renewed.id })
  return grant(context, renewed)
}

function certify(root: Root, key: PublicKey, endpoint: { id: string; user: string }) {
  const certificate = issueEndpoint(root, key, endpoint)
  return { certificate, root: root.digest, notAfter: notAfterOf(certificate) }
}

function grant(context: Context, { id, certificate, labels }: EndpointRecord): SignedText {
  const granted: Grant = { id, certificate, hubs: hubAddresses(context), labels, state: context.state.current() }
  return signText(granted, context.roots.oldest().key)
}
