/**
 * One membership: this agent's endpoint in one mesh, wired from its parts.
 *
 * Owns the hub links, sessions, ports and published services of that mesh. What must survive a restart goes through storage
 * first, then takes effect.
 */
import type { ActivityQuery, ActivityRecord } from '../api/activity.ts'
import type { Policy } from '../api/policy.ts'
import type { MeshState } from '../api/state.ts'
import type { Mesh, Page, Path, Port, Service } from '../api/types.ts'
import { fault } from '../common/errors.ts'
import type { Log } from '../common/log.ts'
import { hurrySeconds, keepRenewed, notAfterOf } from '../common/pki/renewal.ts'
import { createIdentity } from '../common/pki/tls.ts'
import type { Way } from '../common/probe.ts'
import type { Outlet } from '../common/proxy/outlet.ts'
import type { Proxy } from '../common/proxy/settings.ts'
import { wayTo } from '../common/proxy/way.ts'
import type { Activity } from './activity.ts'
import type { Administered } from './administered.ts'
import { type CALink, createCALink } from './ca-link.ts'
import { createChanges } from './changes.ts'
import type { Direct } from './direct.ts'
import { followState } from './follow-state.ts'
import { createHubLink, type HubLink, notConnected } from './hub-link.ts'
import { createHubLinks } from './hub-links.ts'
import { createMeshState, type MeshStateKeeper } from './mesh-state.ts'
import type { AgentCounters } from './metrics.ts'
import { createPeerAnswer } from './peer-api.ts'
import { createPeers, type Peers } from './peers.ts'
import { createPorts, type Ports } from './ports.ts'
import { createPublished } from './published.ts'
import type { PunchMode } from './punch.ts'
import { confirmRenewal, renewEndpoint } from './renewal.ts'
import { createRoutes } from './routes.ts'
import { createServe } from './serve.ts'
import { createSessions } from './session.ts'
import type { Storage, StoredMesh, StoredPort } from './storage.ts'
import { createStreams, type Streams } from './streams.ts'

export interface MembershipComponents {
  /** Of keys of endpoints that are made from now on. */
  keyType: KeyType
  storage: Storage
  activity: Activity
  log: Log
  counters: AgentCounters
  now: () => number
  random: () => number
  /** The way out to hubs. */
  outlet: Outlet
  /** What `outlet` goes through. */
  proxy?: Proxy
  /** Where others come directly; absent unless the user wants that. */
  direct?: Direct
  /** Whether connections are opened from both sides. */
  punch: PunchMode
  /** The only path that sessions take. Absent: the best that comes up. */
  onlyPath?: Path
  /** Services and ports are changed here only, not from other endpoints. */
  isLocked: boolean
  /** Addresses that ports listen on, of all memberships together. */
  taken: Set<string>
}

export interface Membership extends Administered, Peers {
  name: string
  stored: StoredMesh
  now: () => number
  describe: () => Mesh
  services: () => Service[]
  ports: () => Port[]
  /** Administration, for those who may. */
  ca: CALink
  /** The policy in force, as far as a hub has told. */
  policy: () => Policy
  links: () => HubLink[]
  /** A link that is up; throws not-connected. */
  getLink: () => HubLink
  /** Opens a port that is not stored; gives what closes it. Throws address-in-use, already-exists. */
  holdPort: (port: StoredPort) => () => void
  /** How a hub is reached. */
  wayTo: (hub: string) => Way
  /** Records of streams, newest first. */
  activity: (query: ActivityQuery) => Page<ActivityRecord>
  /** Another text whenever a stream of this agent begins, ends or carries something. */
  activityMark: () => string
  /** A stream to a TCP service: see streams.ts. */
  openStream: Streams['open']
  /** Ends everything of this membership; nothing is deleted. */
  close: () => void
}

/** Starts a stored membership: links, ports and services come up by themselves. */
export function createMembership(components: MembershipComponents, stored: StoredMesh): Membership {
  const { storage, now, random, outlet, keyType } = components
  const log = components.log.topic(stored.name)
  const identity = createIdentity({ certificate: stored.certificate, key: stored.key, roots: stored.roots })
  const link = { identity, log: log.topic('hub'), now, random, outlet, punch: components.punch }
  const hubs = createHubLinks({
    create: (address, onHub) => createHubLink({ ...link, serve, onHub }, address),
    random,
  })
  const findHubLink = () => hubs.up()[0]
  const addresses = () => components.direct?.addresses(hubs.up()[0]?.localAddress() ?? '')
  const published = createPublished({ storage, stored, addresses, listHubLinks: hubs.up, log })
  const life = () => ({ issued: stored.issued, notAfter: notAfterOf(stored.certificate) })
  const state = createMeshState({
    storage,
    stored,
    log,
    now,
    onEvicted: endpoint => {
      serve.cut(endpoint)
      sessions.cut(endpoint)
    },
    onChange: next => {
      follow(next)
      serve.review()
    },
  })
  const onOtherIssuer = () => renewing.hurry(hurrySeconds(life(), now(), random))
  const follow = (next: MeshState) => followState({ storage, stored, identity, hubs, onOtherIssuer, log }, next)
  const serve = createServe({
    identity,
    state,
    stored,
    log: log.topic('serve'),
    now,
    activity: components.activity,
    report: published.report,
    answerPeer: createPeerAnswer({
      stored,
      state,
      log: log.topic('peer'),
      now,
      own: () => administered,
      isLocked: components.isLocked,
    }),
    findService: published.find,
  })
  const onSession = (path: string) => components.counters.session(stored.name, path)
  const sessions = createSessions({
    identity,
    now,
    listHubLinks: hubs.up,
    state,
    outlet,
    onlyPath: components.onlyPath,
    onSession,
    log: log.topic('session'),
  })
  const routes = createRoutes({ mesh: stored.name, user: stored.user, now, random, listHubLinks: hubs.up })
  const streams = createStreams({
    mesh: stored.name,
    user: stored.user,
    routes,
    sessions,
    activity: components.activity,
    log: log.topic('stream'),
    now,
  })
  const ports = createPorts({ streams, log: log.topic('port'), taken: components.taken })
  hubs.follow(stored.hubs)
  components.direct?.add({ endpointId: stored.endpointId, session: serve.session, onAddresses: published.tell })
  for (const port of storage.listPorts(stored.name)) ports.restore(port)
  let isClosed = false
  const renewing = keepRenewed({
    life,
    renew: async () => {
      await renewEndpoint(
        { storage, stored, identity, onState: state.accept, now, keyType },
        getLink(stored.name, hubs.up()),
      )
      confirmRenewal({ stored, now }, { findHubLink, random })
    },
    now,
    log,
    isOver: () => isClosed,
  })
  const known = state.current()
  if (known) follow(known)
  // It may have been killed before it could tell.
  if (known && known.roots.length > 1) confirmRenewal({ stored, now }, { findHubLink, random })
  const administered: Administered = {
    services: published.services,
    ports: ports.list,
    ...createChanges({ storage, stored, ports, onServices: published.replace }),
  }
  const peers = createPeers({ own: stored.endpointId, sessions, getLink: () => getLink(stored.name, hubs.up()), now })
  return {
    name: stored.name,
    stored,
    now,
    describe: () => describe(stored, hubs.list(), state),
    policy: state.policy,
    ca: createCALink({ identity, stored, now, findHubLink }),
    links: hubs.list,
    getLink: () => getLink(stored.name, hubs.up()),
    ...administered,
    ...peers,
    services: published.services,
    ports: ports.list,
    wayTo: hub => wayTo(components, hub),
    holdPort: port => holdPort(ports, port),
    activity: query => components.activity.list(stored.name, query),
    activityMark: components.activity.mark,
    openStream: streams.open,
    close: () => {
      isClosed = true
      components.direct?.remove(stored.endpointId)
      published.close()
      state.close()
      ports.closeAll()
      hubs.close()
    },
  }
}

function holdPort(ports: Ports, port: StoredPort): () => void {
  const { protocol, ip, port: number } = port
  if (ports.list().some(one => one.protocol === protocol && one.ip === ip && one.port === number)) {
    throw fault(
      'already-exists',
      `the ${protocol} port ${ip}:${number} is open already`,
      `Close it first: ztm close ${number}`,
    )
  }
  ports.open(port)
  return () => ports.close(protocol, ip, number)
}

function describe(stored: StoredMesh, links: HubLink[], state: MeshStateKeeper): Mesh {
  const isUp = links.some(link => link.isUp())
  return {
    name: stored.name,
    endpoint: { id: stored.endpointId, name: stored.endpointName, user: stored.user },
    state: state.isEvicted(stored.endpointId) ? 'evicted' : isUp ? 'connected' : 'connecting',
    hubs: links.map(link => link.status()),
    labels: stored.labels,
    certificate: { notAfter: notAfterOf(stored.certificate), subject: stored.user },
    news: state.news(),
  }
}

function getLink(mesh: string, links: HubLink[]): HubLink {
  const [link] = links
  if (!link) throw notConnected(mesh)
  return link
}
