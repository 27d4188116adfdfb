/**
 * The hub: wires directory, relay, listener and CA together.
 *
 * Owns nothing itself; each part owns its own state.
 */

import type { MeshState } from '../api/state.ts'
import type { Log } from '../common/log.ts'
import type { Metrics } from '../common/metrics.ts'
import type { Identity } from '../common/pki/tls.ts'
import { randomHex } from '../common/random.ts'
import type { Check } from '../common/telemetry.ts'
import { createControl, createJoin } from './api.ts'
import type { Authority } from './authority.ts'
import { createDirectory } from './directory.ts'
import { createListener } from './listener.ts'
import { followState } from './mesh-state.ts'
import { addHubGauges, countCA, createHubMetrics, type HubParts, hubChecks } from './metrics.ts'
import { createRelay } from './relay.ts'
import { createServing, type Link } from './serving.ts'
import { createSplices } from './splices.ts'

export interface HubComponents {
  identity: Identity
  ca: Authority
  /** PEM of the trusted roots. */
  roots: () => string[]
  /** Called with each newer mesh state, before any agent hears of it. */
  onState: (state: MeshState) => void
  /** At least 0, below 1; spreads load. */
  random: () => number
  log: Log
  metrics: Metrics
  /** When the hub's certificate ends, in milliseconds since 1970. */
  notAfter: () => number
  /** Milliseconds since 1970. */
  now: () => number
  /** Gets what is relayed; absent unless the operator asked. */
  capture?: (data: Data) => void
}

export interface Hub {
  /** Serves an accepted TCP connection of the hub's port. */
  layout: PipelineLayout
  /** What must be right before it is of use. */
  checks: () => Check[]
}

export function createHub({ log, now, capture, ...given }: HubComponents): Hub {
  const { identity, roots, onState, random, metrics, notAfter } = given
  const counters = createHubMetrics(metrics)
  const ca = countCA(given.ca, counters.caRequests)
  const directory = createDirectory<Link>(randomHex(8))
  const state = followState({ ca, roots, log, random })
  state.onChange((_, next) => onState(next))
  const serving = createServing({ directory, state, log, now })
  const relay = createRelay({ directory, serving, state, log, counters, capture })
  const splices = createSplices({ log, counters, capture })
  const parts: HubParts<Link> = { directory, state, notAfter, now }
  addHubGauges(metrics, parts)
  const layout = createListener({
    identity,
    now,
    log,
    counters,
    control: createControl({ directory, ca, relay, splices, state, now, log }),
    serve: serving.accept,
    join: createJoin({ ca, log }),
    splices,
    state,
  })
  return { layout, checks: () => hubChecks(parts) }
}
