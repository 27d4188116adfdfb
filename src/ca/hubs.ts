/**
 * Certificates for hubs: of the CA's own process, or of another with a permit, and again when they are due.
 *
 * Owns nothing. Hubs are certified by the root that the mesh state names for them.
 */
import type { HubReply } from '../api/ca.ts'
import { hostOf } from '../common/addresses.ts'
import { later } from '../common/end-later.ts'
import { parseObject, parseText, parseTexts } from '../common/parse.ts'
import { issueHub } from '../common/pki/issue.ts'
import { publicKeyOf } from '../common/pki/pem.ts'
import { notAfterOf } from '../common/pki/renewal.ts'
import { randomUUID } from '../common/random.ts'
import { type Context, note } from './context.ts'
import { pemLength, takeProof } from './enrol.ts'
import { checkUsable, parseProof } from './tokens.ts'

/** Addresses of one hub at most. */
const addressLimits: [number, number] = [16, 300]

export interface HubRequest {
  id?: string
  /** PEM. */
  publicKey: string
  addresses: string[]
}

export function certifyHub(context: Context, request: HubRequest): HubReply {
  const { records, roots, state, log, now } = context
  const { id = randomUUID(), publicKey, addresses } = request
  const root = roots.active()[state.issuers().hubs] ?? roots.oldest()
  const certificate = issueHub(root, publicKeyOf(publicKey), { id, hosts: addresses.map(hostOf) })
  records.putHub({ id, addresses, root: root.digest, notAfter: notAfterOf(certificate) }, now())
  tellHubs(context)
  log.info('hub certified', { hub: id, addresses: addresses.join(',') })
  return { id, certificate, roots: roots.trusted() }
}

/** Endpoints that are members already learn by the mesh state where hubs are. */
function tellHubs({ records, state, now }: Context): void {
  const good = records.listHubs().filter(hub => hub.notAfter > now())
  const addresses = [...new Set(good.flatMap(hub => hub.addresses))].sort()
  if (addresses.join() === state.hubs().join()) return
  state.change({ hubs: addresses })
  // A transaction may still be open.
  later(state.publish)
}

/** A hub of another process, for a permit. Throws permit-*, rate-limited, bad-request. */
export function enrolHub(context: Context, request: unknown, from: string): HubReply {
  const source = parseObject(request, 'the request')
  const proof = parseProof(source)
  const { mac: _, ...fields } = source
  const addresses = parseTexts(fields.addresses, 'addresses', addressLimits)
  const publicKey = parseText(fields.publicKey, 'publicKey', pemLength)
  return context.records.transaction(() => {
    const token = takeProof(context, { proof, fields, kind: 'hub', from })
    checkUsable(token, context.now())
    context.records.useToken(token.id)
    const reply = certifyHub(context, { publicKey, addresses })
    note(context, { user: 'hub', endpoint: reply.id, action: 'enrol-hub', target: addresses.join(', '), from })
    return reply
  })
}

/** A hub that has a certificate, with new addresses or a new key. Throws bad-request. */
export function renewHub(context: Context, request: unknown, id: string): HubReply {
  const source = parseObject(request, 'the request')
  const addresses = parseTexts(source.addresses, 'addresses', addressLimits)
  return certifyHub(context, { id, publicKey: parseText(source.publicKey, 'publicKey', pemLength), addresses })
}
