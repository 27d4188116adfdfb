/**
 * The CA: certifies whom a permit admits, and makes permits for those who may invite.
 *
 * Owns the mesh's key and the records. The same code in a hub's process and in its own; does not listen and trusts nothing
 * that a hub says but which endpoint it has authenticated.
 */
import type { AdminReply, CAService, EnrolReply, HubReply } from '../api/ca.ts'
import type { Permit } from '../api/permit.ts'
import type { Member } from '../api/state.ts'
import { hostOf } from '../common/addresses.ts'
import { fault } from '../common/errors.ts'
import type { Log } from '../common/log.ts'
import { checkName } from '../common/names.ts'
import { parseNumber, parseObject, parseText, parseTexts } from '../common/parse.ts'
import { meshDigest } from '../common/permit.ts'
import { createRoot, type Issuer, issueCA, issueEndpoint, issueHub } from '../common/pki/issue.ts'
import { publicKeyOf } from '../common/pki/pem.ts'
import { notAfterOf } from '../common/pki/renewal.ts'
import { parseLabels } from '../common/policy/parse.ts'
import { randomUUID } from '../common/random.ts'
import { evict } from './evict.ts'
import { adminGroup, firstPolicy, isAdmin, nextPolicy } from './policy.ts'
import type { EndpointRecord, Records, Token } from './records.ts'
import { takeSigned } from './signed.ts'
import { createStateMaker, type StateMaker } from './state.ts'
import { checkProof, createPermit, parseProof, permitOf } from './tokens.ts'

/** The first user of a mesh, who administers it until the policy says otherwise. */
const adminUser = 'root'

/** How long the first permits of a mesh are good, in milliseconds: a week to set it up. */
const firstPermitMs = 7 * 24 * 3600 * 1000

/** Longest PEM of a public key or certificate that is read. */
const pemLength = 10_000

/** Addresses of one hub at most. */
const addressLimits: [number, number] = [16, 300]

/** Longest life of a permit in seconds, 90 days, and most endpoints that it may enrol. */
const expiresRange: [number, number] = [1, 90 * 24 * 3600]
const usesRange: [number, number] = [1, 1000]

export interface CAComponents {
  records: Records
  log: Log
  /** Milliseconds since 1970. */
  now: () => number
  /** Seconds that certificates are good. @default 30 days */
  lifeSeconds?: number
}

export interface CA extends CAService {
  mesh: string
  /** PEM of the trusted roots. */
  roots: () => string[]
  /** A hub of the same process: no permit needed. */
  certifyHub: (request: { id?: string; publicKey: string; addresses: string[] }) => HubReply
  /** A hub of another process with a permit. Rejects permit-*. */
  enrolHub: (request: unknown) => Promise<HubReply>
  /** A hub that has a certificate, with new addresses or a new key. */
  renewHub: (request: unknown, id: string) => HubReply
  /** True once a hub was certified. */
  hasHub: () => boolean
  /** PEM of a certificate for the CA's own server. */
  certifySelf: (publicKey: PublicKey) => string
  /** The permit of the user `root`, the same at each start, until one of its endpoints has joined. */
  createRootPermit: () => Permit | undefined
  /** The permit for a hub of another process, which dials `address`; undefined once there is a hub. */
  createHubPermit: (address: string) => Permit | undefined
}

/** Opens the mesh of the records; makes one named `mesh` if there is none. */
export function createCA(components: CAComponents, mesh: string): CA {
  const { records, log, now } = components
  const found = records.findCA() ?? makeMesh(components, mesh)
  const issuer: Issuer = {
    key: new crypto.PrivateKey(found.key),
    certificate: new crypto.Certificate(found.certificate),
    lifeSeconds: components.lifeSeconds,
  }
  const digest = meshDigest(found.certificate)
  const state: State = {
    ...components,
    mesh: found.mesh,
    issuer,
    root: found.certificate,
    digest,
    meshState: createStateMaker({
      records,
      key: issuer.key,
      root: found.certificate,
      mesh: digest,
      now,
      policy: firstPolicy(adminUser),
    }),
  }
  if (found.mesh !== mesh) log.info('the mesh keeps the name it was made with', { mesh: found.mesh })
  return {
    mesh: found.mesh,
    roots: () => [state.root],
    enrol: async request => enrol(state, request),
    renew: async request => renew(state, request),
    administer: async request => administer(state, request),
    watchState: since => state.meshState.watch(since),
    certifyHub: request => certifyHub(state, request),
    enrolHub: async request => enrolHub(state, request),
    renewHub: (request, id) => renewHub(state, request, id),
    hasHub: () => records.listHubs().length > 0,
    certifySelf: publicKey => issueCA(issuer, publicKey),
    createRootPermit: () => createRootPermit(state),
    createHubPermit: address => createHubPermit(state, address),
  }
}

interface State extends CAComponents {
  mesh: string
  issuer: Issuer
  root: string
  digest: string
  meshState: StateMaker
}

function makeMesh({ records, log }: CAComponents, mesh: string) {
  const issuer = createRoot(mesh)
  const record = {
    mesh,
    key: issuer.key.toPEM().toString() ?? '',
    certificate: issuer.certificate.toPEM().toString() ?? '',
  }
  records.putCA(record)
  log.info('mesh created', { mesh })
  return record
}

/** Addresses of all hubs, the one that came last first. */
function hubAddresses({ records }: State): string[] {
  return records.listHubs().flatMap(hub => hub.addresses)
}

function replyFor(state: State, { id, certificate, labels }: IssuedEndpoint): EnrolReply {
  return { id, certificate, labels, roots: [state.root], hubs: hubAddresses(state) }
}

type IssuedEndpoint = Pick<EndpointRecord, 'id' | 'certificate' | 'labels'>

function enrol(state: State, request: unknown): EnrolReply {
  const { records, log, now } = state
  const source = parseObject(request, 'the request')
  const proof = parseProof(source)
  const { mac: _, ...fields } = source
  const name = checkName(fields.name, 'name')
  const publicKey = parseText(fields.publicKey, 'publicKey', pemLength)
  const key = publicKeyOf(publicKey)
  const endpoint = records.transaction(() => {
    const token = checkProof(records, proof, fields, { mesh: state.digest, kind: 'user', now: now() })
    const id = randomUUID()
    const certificate = issueEndpoint(state.issuer, key, { id, user: token.user })
    records.useToken(token.id)
    const { user, labels } = token
    records.putEndpoint({ id, name, user, publicKey, certificate, previousKey: '', labels }, now())
    return { id, certificate, user, labels }
  })
  log.info('endpoint enrolled', { endpoint: endpoint.id, name, user: endpoint.user })
  return replyFor(state, endpoint)
}

function renew(state: State, request: unknown): EnrolReply {
  const { records, log, now } = state
  const renewed = records.transaction(() => {
    const { signer, act } = takeSigned(records, request, now())
    if (act.action !== 'renew') throw fault('bad-request', 'the action is not "renew"')
    const publicKey = parseText(act.publicKey, 'publicKey', pemLength)
    const certificate = issueEndpoint(state.issuer, publicKeyOf(publicKey), { id: signer.id, user: signer.user })
    records.putEndpoint({ ...signer, publicKey, certificate, previousKey: signer.publicKey }, now())
    return { id: signer.id, certificate, labels: signer.labels }
  })
  log.info('certificate renewed', { endpoint: renewed.id })
  return replyFor(state, renewed)
}

/** Whoever carried the request, what counts is the signature of an administrator's endpoint that this CA has certified. */
function administer(state: State, request: unknown): AdminReply {
  const { records, log, now, meshState } = state
  const reply = records.transaction(() => {
    const { signer, act } = takeSigned(records, request, now())
    if (!isAdmin(meshState.policy(), signer.user)) {
      throw fault(
        'admin-only',
        `only users of the group "${adminGroup}" may do this`,
        'Ask an administrator of the mesh.',
      )
    }
    log.info('administration', {
      action: typeof act.action === 'string' ? act.action : '',
      by: signer.user,
      endpoint: signer.id,
    })
    if (act.action === 'invite') return invite(state, act)
    if (act.action === 'evict') return evict({ records, state: meshState }, act)
    if (act.action === 'members') return { members: records.listEndpoints().map(memberOf) }
    if (act.action === 'policy') {
      const change = nextPolicy(records, meshState.policy(), act.policy, now())
      meshState.change(change)
      return change
    }
    throw fault('bad-request', 'the action is not known to this CA')
  })
  meshState.publish()
  return reply
}

function invite(state: State, act: Record<string, unknown>): Permit {
  const { records, log, now } = state
  const user = checkName(act.user, 'user')
  const expires = parseNumber(act.expires, 'expires', expiresRange)
  const uses = parseNumber(act.uses, 'uses', usesRange)
  const labels = parseLabels(act.labels ?? {}, 'labels')
  log.info('invited', { user, uses })
  return createPermit(records, meshOf(state), { kind: 'user', user, expires: now() + expires * 1000, uses, labels })
}

function memberOf({ id, name, user, labels, certificate }: EndpointRecord): Member {
  return { id, name, user, labels, notAfter: notAfterOf(certificate) }
}

function meshOf(state: State): Pick<Permit, 'mesh' | 'roots' | 'hubs'> {
  return { mesh: state.mesh, roots: [state.root], hubs: hubAddresses(state) }
}

function certifyHub(
  state: State,
  { id, publicKey, addresses }: { id?: string; publicKey: string; addresses: string[] },
): HubReply {
  const hub = id ?? randomUUID()
  const certificate = issueHub(state.issuer, publicKeyOf(publicKey), { id: hub, hosts: addresses.map(hostOf) })
  state.records.putHub({ id: hub, addresses }, state.now())
  state.log.info('hub certified', { hub, addresses: addresses.join(',') })
  return { id: hub, certificate, roots: [state.root] }
}

function enrolHub(state: State, request: unknown): HubReply {
  const { records, now } = state
  const source = parseObject(request, 'the request')
  const proof = parseProof(source)
  const { mac: _, ...fields } = source
  const addresses = parseTexts(fields.addresses, 'addresses', addressLimits)
  const publicKey = parseText(fields.publicKey, 'publicKey', pemLength)
  return records.transaction(() => {
    const token = checkProof(records, proof, fields, { mesh: state.digest, kind: 'hub', now: now() })
    records.useToken(token.id)
    return certifyHub(state, { publicKey, addresses })
  })
}

function renewHub(state: State, request: unknown, id: string): HubReply {
  const source = parseObject(request, 'the request')
  const addresses = parseTexts(source.addresses, 'addresses', addressLimits)
  return certifyHub(state, { id, publicKey: parseText(source.publicKey, 'publicKey', pemLength), addresses })
}

function createRootPermit(state: State): Permit | undefined {
  const { records } = state
  if (records.countEndpointsOf(adminUser) > 0) return undefined
  return firstPermit(state, meshOf(state), { kind: 'user', user: adminUser })
}

function createHubPermit(state: State, address: string): Permit | undefined {
  if (state.records.listHubs().length > 0) return undefined
  return firstPermit(state, { ...meshOf(state), hubs: [address] }, { kind: 'hub', user: 'hub' })
}

/** A first permit stays what it is over restarts, because somebody may have carried it away already. */
function firstPermit(
  { records, now }: State,
  mesh: Pick<Permit, 'mesh' | 'roots' | 'hubs'>,
  whom: Pick<Token, 'kind' | 'user'>,
): Permit {
  return records.transaction(() => {
    const known = records.findTokenOf(whom.kind, whom.user, now())
    return known
      ? permitOf(mesh, known)
      : createPermit(records, mesh, { ...whom, expires: now() + firstPermitMs, uses: 1 })
  })
}
