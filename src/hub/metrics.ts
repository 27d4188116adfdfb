/**
 * What a hub tells a monitor: how much, how many, how well; never who.
 *
 * Owns the counters of its parts, which count as they work; the rest is asked of them at a scrape.
 */
import { type ByteCounter, createByteCounter } from '../common/byte-counter.ts'
import { toFault } from '../common/errors.ts'
import type { Counter, Metrics } from '../common/metrics.ts'
import type { Check } from '../common/telemetry.ts'
import type { Authority } from './authority.ts'
import type { Directory } from './directory.ts'
import type { StateKeeper } from './mesh-state.ts'

export type RelayPath = 'splice' | 'tunnel'

const relayPaths: RelayPath[] = ['splice', 'tunnel']

export interface HubMetrics {
  /** Connections whose first bytes said what they are for: the ALPN name, or `splice`. */
  connections: Counter
  /** Connections and requests that were sent away, by the code of the reason. */
  refused: Counter
  /** Streams of endpoints through the hub that began, by path. */
  relays: Counter
  relaysEnded: Counter
  /** What is carried, both ways together, by path. */
  carried: Record<RelayPath, ByteCounter>
  /** Splices for which nobody came in time. */
  splicesMissed: Counter
  /** What hubs ask the CA for. */
  caRequests: Counter
}

export function createHubMetrics(metrics: Metrics): HubMetrics {
  const counter = (name: string, help: string, labels?: string[]) => metrics.counter(name, { help, labels })
  const began = counter('ztm_hub_relays_total', 'Connections between endpoints that were joined, by path.', ['path'])
  const ended = counter('ztm_hub_relays_ended_total', 'Those that have ended; the rest is open.', ['path'])
  // So that what is open can be told from the start.
  for (const path of relayPaths) for (const counted of [began, ended]) counted.add([path], 0)
  return {
    connections: counter('ztm_hub_connections_total', 'Connections accepted, by purpose.', ['purpose']),
    refused: counter('ztm_hub_refused_total', 'Connections and relays refused, by code.', ['code']),
    carried: countBytes(metrics),
    relays: began,
    relaysEnded: ended,
    splicesMissed: counter('ztm_hub_splices_missed_total', 'Splices whose endpoints did not meet in time.'),
    caRequests: counter('ztm_hub_ca_requests_total', 'Requests to the CA, by outcome.', ['request', 'outcome']),
  }
}

export interface HubParts<Link> {
  directory: Directory<Link>
  state: StateKeeper
  /** When the hub's certificate ends, in milliseconds since 1970. */
  notAfter: () => number
  now: () => number
}

function countBytes(metrics: Metrics): HubMetrics['carried'] {
  const carried = { splice: createByteCounter(), tunnel: createByteCounter() }
  metrics.counted(
    'ztm_hub_relayed_bytes_total',
    { help: 'Bytes carried between endpoints, both ways together, by path.', labels: ['path'] },
    () => relayPaths.map(path => ({ labels: [path], value: carried[path].count() })),
  )
  return carried
}

/** What is asked at a scrape. */
export function addHubGauges<Link>(metrics: Metrics, { directory, state, notAfter }: HubParts<Link>): void {
  const one = (read: () => number) => () => [{ value: read() }]
  const online = { help: 'Endpoints that are online here.' }
  metrics.gauge('ztm_hub_endpoints', online, one(directory.size))
  const version = { help: 'Version of the mesh state in force; 0 while the CA has not told one.' }
  metrics.gauge('ztm_hub_mesh_state_version', version, one(state.version))
  const expiry = { help: "When the hub's certificate ends, in seconds since 1970." }
  metrics.gauge(
    'ztm_hub_certificate_expiry_timestamp_seconds',
    expiry,
    one(() => notAfter() / 1000),
  )
}

/** A hub serves when its certificate is good and it knows whom the mesh has evicted. */
export function hubChecks<Link>({ state, notAfter, now }: HubParts<Link>): Check[] {
  const certificate: Check = { name: 'certificate' }
  if (notAfter() <= now()) certificate.problem = 'it is over; it is renewed when the CA answers'
  const meshState: Check = { name: 'mesh-state' }
  if (!state.current()) meshState.problem = 'the CA has not told the mesh state yet'
  return [certificate, meshState]
}

/** The same CA, with its answers counted. */
export function countCA(ca: Authority, counter: Counter): Authority {
  const count = async <Reply>(request: string, work: () => Promise<Reply> | Reply): Promise<Reply> => {
    try {
      const reply = await work()
      counter.add([request, 'ok'])
      return reply
    } catch (caught) {
      counter.add([request, toFault(caught).code])
      throw caught
    }
  }
  return {
    ...ca,
    enrol: (body, from) => count('enrol', () => ca.enrol(body, from)),
    renew: body => count('renew', () => ca.renew(body)),
  }
}
