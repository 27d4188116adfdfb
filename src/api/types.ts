/**
 * Nouns of the REST contract: what agents, hubs, the command line and the console exchange as JSON.
 *
 * Types only. Times are milliseconds since 1970 (UTC), sizes are bytes, names are as `src/common/names.ts` allows.
 */
import type { HostedHub } from './computer.ts'

/** A list reply. `next` is the cursor of the following page, absent on the last; `total` counts all pages, where they are counted. */
export interface Page<Item> {
  items: Item[]
  next?: string
  total?: number
}

/** `tcp` or `udp`. */
export type Protocol = 'tcp' | 'udp'

/** A service as its endpoint publishes it to the mesh: the target stays private to the endpoint. */
export interface PublishedService {
  protocol: Protocol
  name: string
}

/** A service as its own agent stores it. */
export interface Service extends PublishedService {
  /** `host:port` as seen from the endpoint that publishes. */
  target: string
  /** Of those whom the policy lets in, only these users, and the owner. Absent: all of them. */
  users?: string[]
  /** How its target is looked at every 10 s: `tcp`, or `http:/path` (any answer below 400). Absent: not at all. */
  check?: string
  /** Why it is withdrawn from the directory at the moment: its check fails. Never stored. */
  failing?: string
}

/** One provider of a service, as the directory lists it. */
export interface ServiceProvider extends PublishedService {
  /** `addresses`: where it may be reached without a hub. */
  endpoint: { id: string; name: string; user: string; addresses?: string[] }
}

/** An endpoint as the directory of a hub lists it; present only while it is online. */
export interface Endpoint {
  id: string
  name: string
  user: string
  services: PublishedService[]
  /** When its serving link came up. */
  since: number
  /** Address that its link comes from, as the hub sees it. */
  address: string
  /** Version of ZTM that it runs. */
  version: string
}

/** A service that is online, with those who provide it. */
export interface Offer extends PublishedService {
  /** At most 20 of them, in the order of their names. */
  providers: ServiceProvider['endpoint'][]
  /** How many there are. */
  count: number
}

/** A user with endpoints that are online. */
export interface OnlineUser {
  user: string
  /** At most 20 of them, in the order of their names; those that a search is about come first. */
  endpoints: { id: string; name: string }[]
  /** How many there are. */
  count: number
}

/** What a directory holds, in numbers. */
export interface DirectorySummary {
  /** Another after every change. */
  mark: string
  endpoints: number
  users: number
  /** Of different names. */
  services: number
  /** Users with the most endpoints, at most 10. */
  largest: { user: string; endpoints: number }[]
}

/** What an agent says of itself to a hub. */
export interface EndpointReport {
  name: string
  version: string
  services: PublishedService[]
  /** `host:port` where other endpoints may reach it without a hub; absent where it does not listen. */
  addresses?: string[]
}

/** A local listener that leads to a service. */
export interface Port {
  protocol: Protocol
  /** IP that it listens on. */
  ip: string
  port: number
  service: string
  /** Name or id of the endpoint to use; absent: any provider. */
  endpoint?: string
  /** All connections of one client address go to the same provider, for as long as that is healthy. */
  sticky?: 'client-ip'
  /** HTTP/1 is spoken: what no provider has begun to answer, and may be sent twice, is sent to another when one fails. TCP only. */
  speaks?: 'http'
  /** `open`, or why it is not. */
  state: 'open' | 'failed'
  error?: string
}

/** One connection of an agent to one hub. */
export interface HubLink {
  address: string
  /** Both the control and the serving connection must be up for `connected`. */
  state: 'connected' | 'connecting' | 'failed'
  since: number
  /** Round trip of the last ping in milliseconds, absent before the first. */
  roundTrip?: number
  /** How keys are agreed on, as OpenSSL calls it: `X25519MLKEM768` is post-quantum. */
  keyExchange?: string
  error?: string
}

/** An agent's membership in a mesh. */
export interface Mesh {
  name: string
  endpoint: { id: string; name: string; user: string }
  /** `evicted`: for good; leave it, and join again with a new permit. */
  state: 'connected' | 'connecting' | 'evicted'
  hubs: HubLink[]
  /** Of this endpoint, as the CA has recorded them. */
  labels: Record<string, string>
  certificate: { notAfter: number; subject: string }
  news: News
}

/** What an endpoint knows of its mesh, and whether that is new enough. */
export interface News {
  /** Of the mesh state. */
  version: number
  issued: number
  /** When it should have been replaced. */
  expires: number
  /** When new sessions are refused because it was not. */
  refusesFrom: number
  /** `stale`: a hub withholds news, or the CA is down. `refusing`: for so long that new sessions are refused. */
  state: 'fresh' | 'stale' | 'refusing'
}

/** What `GET /api/status` says of the agent itself. */
export interface AgentStatus {
  version: string
  engine: string
  since: number
  meshes: Mesh[]
  /** The hub that this agent runs; absent if it runs none. */
  hub?: HostedHub
  /** The port of `direct` at the router; absent where none is asked for. */
  portMap?: PortMap
}

/** What came of asking the router to map the port of `direct`. */
export interface PortMap {
  /** `failed`: it is asked again by itself. */
  state: 'asking' | 'mapped' | 'failed'
  /** The router's address; absent while none is known. */
  router?: string
  /** How the router was asked. */
  protocol?: 'pcp' | 'nat-pmp' | 'upnp'
  /** `host:port` that leads here from the other side of the router. */
  address?: string
  /** That address is a private one: the router is behind another, and only who is behind that too can come. */
  isPrivate?: boolean
  /** When it ends unless it is renewed before; absent for a mapping that stays until it is deleted. */
  until?: number
  /** Why there is none, by each protocol. */
  error?: string
}

/** What carries a session: through a hub's control connection, joined by a hub, past it. */
export type Path = (typeof paths)[number]
export const paths = ['tunnel', 'splice', 'direct'] as const

/** Result of a ping through the mesh, in milliseconds. */
export interface PingResult {
  endpoint: string
  /** What carried it. */
  path: Path
  roundTrip: number
  /** How the keys of the session were agreed on, as OpenSSL calls it. */
  keyExchange?: string
}
