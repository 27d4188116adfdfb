/**
 * One membership: this agent's endpoint in one mesh, wired from its parts.
 *
 * Owns the hub links, sessions, ports and the list of published services of that mesh. What must survive a restart goes
 * through storage first, then takes effect.
 */
import type { ActivityQuery, ActivityRecord } from '../api/activity.ts'
import type { Policy } from '../api/policy.ts'
import type { MeshState } from '../api/state.ts'
import type { EndpointReport, Mesh, Page, Path, Port, Service } from '../api/types.ts'
import { hostOf } from '../common/addresses.ts'
import { fault, toFault } from '../common/errors.ts'
import type { Log } from '../common/log.ts'

import { hurrySeconds, isIssuedBy, keepRenewed, notAfterOf } from '../common/pki/renewal.ts'
import { createIdentity, requireHybrid, trust } from '../common/pki/tls.ts'
import type { Way } from '../common/probe.ts'
import { version } from '../common/version.ts'
import type { Activity } from './activity.ts'
import type { Administered } from './administered.ts'
import { type CALink, createCALink } from './ca-link.ts'
import type { Direct } from './direct.ts'
import { createHealth } from './health.ts'
import { createHubLink, type HubLink, notConnected } from './hub-link.ts'
import { createHubLinks } from './hub-links.ts'
import { createMeshState, type MeshStateKeeper } from './mesh-state.ts'
import type { AgentCounters } from './metrics.ts'
import { createPeerAnswer } from './peer-api.ts'
import { createPeers, type Peers } from './peers.ts'
import { createPorts, type Ports } from './ports.ts'
import type { Outlet } from './proxy/outlet.ts'

import { isExcepted, type Proxy } from './proxy/settings.ts'
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
  // In memory: it is asked for with every stream.
  let published = storage.listServices(stored.name)
  const health = createHealth({ log: log.topic('health'), onChange: () => tell() })
  const services = () => published.map(service => withHealth(service, health.failingOf(service)))
  const addresses = () => components.direct?.addresses(hubs.up()[0]?.localAddress() ?? '')
  const report = () => reportOf(stored, services(), addresses())
  const tell = () => tellHubs(hubs.up(), report(), log)
  health.follow(published)
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
  /**
   * Agrees on keys as the policy wants it, trusts the roots of the state and no others, renews when another than ours issues
   * now, and goes where the hubs are.
   */
  const follow = (next: MeshState): void => {
    requireHybrid(identity, next.policy.keyExchange === 'hybrid')
    const roots = next.roots.join('\n')
    if (roots !== stored.roots) {
      storage.putMesh({ ...stored, roots })
      stored.roots = roots
      trust(identity, next.roots)
      log.info('trusted roots', { count: next.roots.length })
    }
    if (next.hubs.length > 0 && next.hubs.join() !== stored.hubs.join()) {
      stored.hubs = next.hubs
      storage.putMesh(stored)
    }
    hubs.follow(stored.hubs)
    const issuer = next.roots[next.issuers.endpoints] ?? ''
    if (!isIssuedBy(stored.certificate, issuer)) renewing.hurry(hurrySeconds(life(), now(), random))
  }
  const serve = createServe({
    identity,
    state,
    stored,
    log: log.topic('serve'),
    now,
    activity: components.activity,
    report,
    answerPeer: createPeerAnswer({
      stored,
      state,
      log: log.topic('peer'),
      now,
      own: () => administered,
      isLocked: components.isLocked,
    }),
    findService: (protocol, name) => published.find(s => s.protocol === protocol && s.name === name),
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
  components.direct?.add({ endpointId: stored.endpointId, session: serve.session, onAddresses: tell })
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
    services,
    ports: ports.list,
    ...createChanges({
      storage,
      stored,
      ports,
      onServices: list => {
        published = list
        health.follow(list)
        return tell()
      },
    }),
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
    services,
    ports: ports.list,
    wayTo: hub => wayTo(components, hub),
    holdPort: port => holdPort(ports, port),
    activity: query => components.activity.list(stored.name, query),
    activityMark: components.activity.mark,
    openStream: streams.open,
    close: () => {
      isClosed = true
      components.direct?.remove(stored.endpointId)
      health.follow([])
      state.close()
      ports.closeAll()
      hubs.close()
    },
  }
}

function wayTo({ now, outlet, proxy }: MembershipComponents, hub: string): Way {
  const connect: Way['connect'] = (address, options) => outlet({ address, options })
  return proxy && !isExcepted(proxy, hostOf(hub)) ? { now, connect, proxy: proxy.address } : { now, connect }
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

interface ChangeComponents {
  storage: Storage
  stored: StoredMesh
  ports: Ports
  /** Other services are published now. */
  onServices: (services: Service[]) => Promise<void>
}

type Changes = Pick<Administered, 'publish' | 'unpublish' | 'openPort' | 'closePort'>

/** What changes: stored first, then in effect, then told to the hubs. A port that cannot be opened is not kept. */
function createChanges({ storage, stored, ports, onServices }: ChangeComponents): Changes {
  const mesh = stored.name
  const tell = () => onServices(storage.listServices(mesh))
  return {
    publish: async service => {
      storage.putService(mesh, service)
      await tell()
    },
    unpublish: async (protocol, name) => {
      if (!storage.deleteService(mesh, protocol, name)) {
        throw fault('no-such-service', `this endpoint does not publish ${protocol}/${name}`, 'ztm get services')
      }
      await tell()
    },
    openPort: port => {
      storage.putPort(mesh, port)
      try {
        return ports.open(port)
      } catch (caught) {
        storage.deletePort(mesh, port)
        throw caught
      }
    },
    closePort: (protocol, ip, port) => {
      if (!storage.deletePort(mesh, { protocol, ip, port })) {
        throw fault(
          'no-such-port',
          `the ${protocol} port ${ip}:${port} is not open`,
          'ztm get ports lists those that are.',
        )
      }
      ports.close(protocol, ip, port)
    },
  }
}

/** A hub that is not up, or fails now, asks by itself at its next ping. */
async function tellHubs(links: HubLink[], report: EndpointReport, log: Log): Promise<void> {
  for (const link of links) {
    try {
      await link.client('PUT /api/endpoints/self', { body: report })
    } catch (caught) {
      log.warn('hub not told of a change', { hub: link.address, code: toFault(caught).code })
    }
  }
}

function withHealth(service: Service, failing: string | undefined): Service {
  return failing === undefined ? service : { ...service, failing }
}

/** What the directory is told: services whose checks fail are not in it. */
function reportOf(stored: StoredMesh, services: Service[], addresses: string[] = []): EndpointReport {
  const report: EndpointReport = {
    name: stored.endpointName,
    version,
    services: services.filter(s => s.failing === undefined).map(({ protocol, name }) => ({ protocol, name })),
  }
  return addresses.length > 0 ? { ...report, addresses } : report
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
