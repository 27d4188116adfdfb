/**
 * The CA: certifies whom a permit admits, and does what administrators have signed.
 *
 * Owns the mesh: opens its parts and is their one face. The same code in a hub's process and in its own; does not listen
 * and trusts nothing that a hub says but which endpoint it has authenticated.
 */
import type { AdminReplies, CAService, HubReply } from '../api/ca.ts'
import type { Permit } from '../api/permit.ts'
import { toFault } from '../common/errors.ts'
import type { Log } from '../common/log.ts'
import { issueCA } from '../common/pki/issue.ts'
import { createThrottle } from '../common/throttle.ts'
import { administer } from './administer.ts'
import { type Context, meshOf } from './context.ts'
import { enrol, renew } from './enrol.ts'
import { certifyHub, enrolHub, type HubRequest, renewHub } from './hubs.ts'
import { firstPolicy } from './policy.ts'
import type { Token } from './record-tokens.ts'
import type { Records } from './records.ts'
import { openRoots } from './roots.ts'
import { advance } from './rotation.ts'
import { createStateMaker } from './state.ts'
import { createPermit, permitOf } from './tokens.ts'

/** The first user of a mesh, who administers it until the policy says otherwise. */
const adminUser = 'root'

/** How long the first permits of a mesh are good, in milliseconds: a week to set it up. */
const firstPermitMs = 7 * 24 * 3600 * 1000

/** How long a mesh state is good unless the CA is told otherwise, in seconds. */
export const defaultStateSeconds = 24 * 3600

/** Between two looks at a rotation that waits, in seconds. */
const advanceSeconds = 20

/** A source may show this many permits that are not good, and one more every so many seconds. */
const guesses = { burst: 20, forgetSeconds: 5 }

export interface CAComponents {
  records: Records
  log: Log
  /** Milliseconds since 1970. */
  now: () => number
  /** Seconds that certificates are good. @default 30 days */
  lifeSeconds?: number
  /** `host:port` where hubs reach it; absent inside a hub. */
  address?: () => string
  /** Seconds that a mesh state is good. @default defaultStateSeconds */
  stateSeconds?: number
  /** Of the CA's own keys that are made from now on. @default ed25519 */
  keyType?: KeyType
}

export interface CA extends CAService {
  mesh: string
  /** PEM of the trusted roots. */
  roots: () => string[]
  /** Calls back whenever other roots may be trusted, or issue, than before. */
  onRoots: (listener: () => void) => void
  /** `peer` is the endpoint at the other end of the connection, `from` its address. Rejects: see administer.ts. */
  administer: (request: unknown, sender: { peer: string; from: string }) => Promise<AdminReplies[keyof AdminReplies]>
  /** A hub of the same process: no permit needed. */
  certifyHub: (request: HubRequest) => HubReply
  /** A hub of another process with a permit. Rejects permit-*, rate-limited. */
  enrolHub: (request: unknown, from: string) => Promise<HubReply>
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
  const { records, log, now, lifeSeconds, stateSeconds = defaultStateSeconds, keyType } = components
  const roots = openRoots({ records, lifeSeconds, keyType }, mesh)
  if (roots.isNew) log.info('mesh created', { mesh })
  else if (roots.mesh !== mesh) log.info('the mesh keeps the name it was made with', { mesh: roots.mesh })
  records.nameIssuer(roots.digest)
  const policy = firstPolicy(adminUser)
  const state = createStateMaker({ records, roots, log, now, lifeSeconds: stateSeconds, policy })
  const listeners: (() => void)[] = []
  const context: Context = {
    address: components.address,
    records,
    roots,
    state,
    log,
    now,
    throttle: createThrottle({ ...guesses, now }),
    onRoots: () => {
      for (const listener of listeners) listener()
    },
  }
  /** Whatever was certified may have been what a rotation waits for. */
  const followed = <T>(certified: T): T => {
    advance(context)
    return certified
  }
  keepAdvancing(context)
  return {
    mesh: roots.mesh,
    roots: roots.trusted,
    enrol: async (request, from) => enrol(context, request, from),
    onRoots: listener => {
      listeners.push(listener)
    },
    renew: async request => followed(renew(context, request)),
    administer: async (request, sender) => administer(context, request, sender),
    watchState: since => state.watch(since),
    certifyHub: request => followed(certifyHub(context, request)),
    enrolHub: async (request, from) => enrolHub(context, request, from),
    renewHub: (request, id) => followed(renewHub(context, request, id)),
    hasHub: () => records.listHubs().length > 0,
    certifySelf: publicKey => issueCA(roots.oldest(), publicKey),
    createRootPermit: () => createRootPermit(context),
    createHubPermit: address => createHubPermit(context, address),
  }
}

/** A certificate that runs out is not waited for any more. */
async function keepAdvancing(context: Context): Promise<void> {
  while (true) {
    await new Timeout(advanceSeconds).wait()
    try {
      advance(context)
    } catch (caught) {
      context.log.error('the rotation of the root does not go on', { error: toFault(caught).message })
    }
  }
}

function createRootPermit(context: Context): Permit | undefined {
  if (context.records.countEndpointsOf(adminUser) > 0) return undefined
  return firstPermit(context, meshOf(context), { kind: 'user', user: adminUser })
}

function createHubPermit(context: Context, address: string): Permit | undefined {
  if (context.records.listHubs().length > 0) return undefined
  return firstPermit(context, { ...meshOf(context), hubs: [address] }, { kind: 'hub', user: 'hub' })
}

/** A first permit stays what it is over restarts, because somebody may have carried it away already. */
function firstPermit(
  { records, now }: Context,
  mesh: Pick<Permit, 'mesh' | 'roots' | 'hubs'>,
  whom: Pick<Token, 'kind' | 'user'>,
): Permit {
  return records.transaction(() => {
    const known = records.findTokenOf(whom.kind, whom.user, now())
    if (known) return permitOf(mesh, known)
    const made = { ...whom, created: now(), expires: now() + firstPermitMs, uses: 1, labels: {}, by: '' }
    return createPermit(records, mesh, made)
  })
}
