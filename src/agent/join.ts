/**
 * Joining a mesh: makes a key pair here, proves the permit to a hub, and checks what comes back.
 *
 * Owns nothing and stores nothing: the caller stores the result. The key never leaves this computer.
 */
import type { EnrolRequest } from '../api/ca.ts'
import type { Fault } from '../api/errors.ts'
import type { JoinApi } from '../api/hub.ts'
import type { Permit } from '../api/permit.ts'
import { alpn } from '../api/protocol.ts'
import type { SignedState, SignedText } from '../api/state.ts'
import { hostOf } from '../common/addresses.ts'
import { fault, toFault } from '../common/errors.ts'
import { createClient } from '../common/http/client.ts'
import { createTransport } from '../common/http/transport.ts'
import { joinConnectOptions, muxOptions } from '../common/links.ts'
import type { Log } from '../common/log.ts'
import { openState } from '../common/mesh-state.ts'
import { checkName } from '../common/names.ts'
import { createEnrolRequest, openGrant } from '../common/permit.ts'
import { createKey } from '../common/pki/key-type.ts'
import { joinTlsOptions } from '../common/pki/tls.ts'
import type { Outlet } from '../common/proxy/outlet.ts'
import type { StoredMesh } from './storage.ts'

export interface JoinComponents {
  log: Log
  now: () => number
  /** Of the key that is made. */
  keyType: KeyType
  /** The way out to hubs. */
  outlet: Outlet
}

export interface JoinRequest {
  /** Name of the mesh on this computer. */
  mesh: string
  /** Display name of the endpoint. */
  as: string
  permit: Permit
}

/** A membership, and the mesh state that it begins with. */
export interface Joined {
  stored: StoredMesh
  state: SignedState
}

/** Codes after which another hub of the permit would answer the same. */
const final = ['permit-invalid', 'permit-used', 'permit-expired', 'permit-foreign', 'bad-request']

/**
 * Enrols a new endpoint at the first hub of the permit that answers.
 * Rejects with permit-*, bad-request, certificate-*, signature-invalid, hub-unreachable (naming each hub's reason).
 */
export async function enrol(
  { log, now, keyType, outlet }: JoinComponents,
  { mesh, as, permit }: JoinRequest,
): Promise<Joined> {
  checkName(mesh, 'mesh name')
  checkName(as, 'endpoint name')
  const key = createKey(keyType)
  const request = createEnrolRequest(permit, as, new crypto.PublicKey(key))
  const reply = await askHubs({ now, outlet }, permit, request)
  const own = { publicKey: request.publicKey, user: permit.user, now: now() }
  const { grant, peer } = openGrant(reply, permit.roots, own)
  log.info('joined', { mesh, endpoint: peer.id, user: peer.user })
  const stored: StoredMesh = {
    name: mesh,
    endpointId: peer.id,
    endpointName: as,
    user: peer.user,
    certificate: grant.certificate,
    issued: now(),
    key: key.toPEM().toString() ?? '',
    roots: openState(grant.state, permit.roots).state.roots.join('\n'),
    hubs: grant.hubs.length > 0 ? grant.hubs : permit.hubs,
    labels: grant.labels,
  }
  return { stored, state: grant.state }
}

/** The answer of the first hub that gives one. */
type Asking = Pick<JoinComponents, 'now' | 'outlet'>

async function askHubs(asking: Asking, permit: Permit, request: EnrolRequest): Promise<SignedText> {
  const reasons: string[] = []
  for (const hub of permit.hubs) {
    try {
      return await ask(asking, hub, { permit, request })
    } catch (caught) {
      const f = toFault(caught)
      if (final.includes(f.code)) throw f
      reasons.push(`${hub}: ${f.message} (${f.code})`)
    }
  }
  throw fault(
    'hub-unreachable',
    `no hub of the permit answered: ${reasons.join('; ')}`,
    'Check the address and the network.',
  )
}

async function ask(
  { now, outlet }: Asking,
  hub: string,
  { permit, request }: { permit: Permit; request: EnrolRequest },
): Promise<SignedText> {
  let refusal: Fault | undefined
  const onRefused = (f: Fault) => {
    refusal = f
  }
  const options = joinTlsOptions({
    alpn: alpn.join,
    roots: permit.roots,
    expect: { role: 'hub', name: hostOf(hub) },
    now,
    onRefused,
  })
  const connection = outlet({ address: hub, options: joinConnectOptions(), onRefused })
  const carrier = pipeline($ => $.muxHTTP(() => hub, muxOptions(1)).to($ => $.connectTLS(options).to(connection)))
  const client = createClient<JoinApi>(createTransport(carrier), `hub ${hub}`)
  try {
    return await client('POST /api/enrol', { body: request })
  } catch (caught) {
    if (refusal?.code === 'certificate-untrusted') {
      throw fault(
        'permit-foreign',
        `the permit is of another mesh than the hub ${hub}`,
        'Ask who invited you for one of this mesh.',
      )
    }
    throw refusal ?? caught
  }
}
