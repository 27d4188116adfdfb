/**
 * The agent of one computer: its memberships and its local API.
 *
 * Owns the list of memberships; each owns its own links, sessions and ports. State that must survive is in storage.
 */

import type { AgentApi } from '../api/agent.ts'
import type { HostedHub } from '../api/computer.ts'
import type { Path, PortMap } from '../api/types.ts'
import { fault } from '../common/errors.ts'
import { demux } from '../common/http/demux.ts'
import { createRouter, faultMessage } from '../common/http/router.ts'
import { localListenOptions, sessionDemuxOptions } from '../common/links.ts'
import { listen } from '../common/listen.ts'
import type { Log } from '../common/log.ts'
import type { Outlet } from '../common/proxy/outlet.ts'
import type { Proxy } from '../common/proxy/settings.ts'
import { answerTelemetry, type Telemetry } from '../common/telemetry.ts'
import type { Activity } from './activity.ts'
import { createHandlers } from './api.ts'
import { createConnect } from './connect.ts'
import { createConsole } from './console.ts'
import type { Direct } from './direct.ts'
import { createEvents } from './events.ts'
import { createHold, isHold } from './hold.ts'
import { enrol, type JoinRequest } from './join.ts'
import { checkOrigin, checkToken } from './local-access.ts'
import { createMembership, type Membership } from './membership.ts'
import type { AgentCounters } from './metrics.ts'
import type { OwnHub } from './own-hub.ts'
import type { PunchMode } from './punch.ts'
import { createStats, type StatsKeeper } from './stats.ts'
import type { Storage } from './storage.ts'

export interface AgentComponents {
  /** Of keys of endpoints that are made from now on. */
  keyType: KeyType
  storage: Storage
  activity: Activity
  log: Log
  counters: AgentCounters
  /** Milliseconds since 1970. */
  now: () => number
  /** At least 0, below 1; spreads load. */
  random: () => number
  /** The way out to hubs, and what it goes through. */
  outlet: Outlet
  proxy?: Proxy
  /** Where others come directly; absent unless the user wants that. */
  direct?: Direct
  /** Whether connections are opened from both sides. */
  punch: PunchMode
  /** What came of asking the router for a port of `direct`; undefined when it is not asked. */
  findPortMap: () => PortMap | undefined
  /** The only path that sessions take. Absent: the best that comes up. */
  onlyPath?: Path
  /** Services and ports are changed here only, not from other endpoints. */
  isLocked: boolean
  /** The hub that this agent runs, if it does. */
  hub: OwnHub
}

export interface Agent {
  /** When it started, in milliseconds since 1970. */
  since: number
  list: () => Membership[]
  find: (mesh: string) => Membership | undefined
  /** Throws mesh-not-found. */
  get: (mesh: string) => Membership
  /** Enrols, stores, starts. Rejects with already-exists and what `enrol` rejects with. */
  join: (request: JoinRequest) => Promise<Membership>
  /** Stops a membership and deletes it with its keys. Throws mesh-not-found. */
  leave: (mesh: string) => void
  stats: StatsKeeper
  hub: OwnHub
  findPortMap: () => PortMap | undefined
  /** Starts a hub here and joins its mesh as its first user. Rejects with already-exists and what either rejects with. */
  host: (wish: HostedHub & { as: string }) => Promise<Membership>
}

/** Starts every stored membership. */
export function createAgent(given: AgentComponents): Agent {
  const components = { ...given, taken: new Set<string>() }
  const { storage, log, now } = components
  const memberships = new Map<string, Membership>()
  const get = (mesh: string): Membership => {
    const found = memberships.get(mesh)
    if (!found) throw fault('mesh-not-found', `this agent is in no mesh "${mesh}"`, 'ztm status lists those it is in.')
    return found
  }
  for (const stored of storage.listMeshes()) memberships.set(stored.name, createMembership(components, stored))
  const join = async (request: JoinRequest): Promise<Membership> => {
    refuseKnown(memberships, request.mesh)
    const { stored, state } = await enrol({ log, now, keyType: components.keyType, outlet: components.outlet }, request)
    refuseKnown(memberships, request.mesh)
    storage.putState(stored.name, state)
    storage.putMesh(stored)
    const membership = createMembership(components, stored)
    memberships.set(stored.name, membership)
    return membership
  }
  return {
    since: now(),
    stats: createStats({ now, activity: given.activity, list: () => listOf(memberships) }),
    hub: given.hub,
    findPortMap: given.findPortMap,
    list: () => listOf(memberships),
    find: mesh => memberships.get(mesh),
    get,
    join,
    host: async ({ mesh, as, address }) => {
      refuseKnown(memberships, mesh)
      const permit = await given.hub.create({ mesh, address })
      try {
        return await join({ mesh, as, permit })
      } catch (caught) {
        // Whoever cannot be reached from here has most likely a wrong address: it can be tried with another one.
        await given.hub.remove()
        throw caught
      } finally {
        given.hub.joined()
      }
    },
    leave: mesh => {
      get(mesh).close()
      storage.deleteMesh(mesh)
      given.activity.forget(mesh)
      memberships.delete(mesh)
      log.info('left', { mesh })
    },
  }
}

function refuseKnown(memberships: Map<string, Membership>, mesh: string): void {
  if (!memberships.has(mesh)) return
  throw fault(
    'already-exists',
    `this agent is in a mesh "${mesh}" already`,
    `ztm leave ${mesh} first, or choose another name.`,
  )
}

function listOf(memberships: Map<string, Membership>): Membership[] {
  const list: Membership[] = []
  for (const [, membership] of memberships) list.push(membership)
  return list
}

export interface LocalApiOptions {
  /** `IP:PORT`, on a loopback address. */
  address: string
  token: string
  telemetry: Telemetry
}

/** Serves the REST API and the console; returns the address it listens on. Throws bad-request or address-in-use. */
export function serveLocalApi(agent: Agent, { log, random }: AgentComponents, options: LocalApiOptions): string {
  if (!isLoopback(options.address)) {
    throw fault(
      'bad-request',
      `${options.address} is not a loopback address`,
      'The local API listens on 127.0.0.1 or [::1].',
    )
  }
  let address = options.address
  const router = createRouter<AgentApi, undefined>(
    createHandlers(agent, () => address),
    log.topic('api'),
  )
  const page = createConsole()
  const events = createEvents(agent)
  const check = (head: RequestHead): void => {
    checkOrigin(head, address)
    // Whether it is well may be known to all users of this computer; the rest is its owner's.
    if (isApi(head) || head.path === '/metrics') checkToken(head, options.token)
  }
  const answer = async (request: Message): Promise<Message> => {
    const head = request.head as RequestHead
    try {
      check(head)
      const told = head.method === 'GET' ? answerTelemetry(options.telemetry, head.path) : undefined
      if (told) return told
      if (!isApi(head)) return page.answer(head)
    } catch (caught) {
      return faultMessage(caught)
    }
    return await router(request, undefined)
  }
  const answers = pipeline($ => $.replaceMessage(answer))
  const connect = createConnect(agent, check)
  const hold = createHold(agent, check)
  const stream = pipeline($ =>
    $.pipe(event => {
      if (!(event instanceof MessageStart)) return undefined
      const head = event.head as RequestHead
      if (head.method === 'CONNECT') return isHold(head) ? hold : connect
      return isAllowedStream(head, check) ? events.layout : answers
    }),
  )
  const requests = demux(sessionDemuxOptions(), stream)
  const layout = pipeline($ => $.onStart(events.begin).handleStreamEnd(events.close).pipe(requests))
  address = listen(options.address, localListenOptions(), layout, random)
  return address
}

function isApi({ path }: RequestHead): boolean {
  return path === '/api' || path.startsWith('/api/')
}

/** A request for events that may be answered; whatever is wrong with another is told by the router. */
function isAllowedStream(head: RequestHead, check: (head: RequestHead) => void): boolean {
  if (head.method !== 'GET' || head.path !== '/api/events') return false
  try {
    check(head)
    return true
  } catch {
    return false
  }
}

function isLoopback(address: string): boolean {
  return address.startsWith('127.') || address.startsWith('[::1]:')
}
