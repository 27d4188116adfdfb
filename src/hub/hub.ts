/**
 * The hub: wires directory, relay, listener and CA together.
 *
 * Owns nothing itself; each part owns its own state.
 */
import type { CAService } from '../api/ca.ts'
import type { Log } from '../common/log.ts'
import type { Identity } from '../common/pki/tls.ts'
import { createControl, createJoin } from './api.ts'
import { createDirectory } from './directory.ts'
import { createListener } from './listener.ts'
import { followState } from './mesh-state.ts'
import { createRelay } from './relay.ts'
import { createServing, type Link } from './serving.ts'
import { createSplices } from './splices.ts'

export interface HubComponents {
  identity: Identity
  ca: CAService
  /** PEM of the trusted roots. */
  roots: string[]
  /** At least 0, below 1; spreads load. */
  random: () => number
  log: Log
  /** Milliseconds since 1970. */
  now: () => number
  /** Gets what is relayed; absent unless the operator asked. */
  capture?: (data: Data) => void
}

/** The layout that serves an accepted TCP connection of the hub's port. */
export function createHub({ identity, ca, roots, log, now, random, capture }: HubComponents): PipelineLayout {
  const directory = createDirectory<Link>()
  const state = followState({ ca, roots, log, random })
  const serving = createServing({ directory, state, log, now })
  const relay = createRelay({ directory, serving, state, log, capture })
  const splices = createSplices({ log, capture })
  return createListener({
    identity,
    now,
    log,
    control: createControl({ directory, ca, relay, splices, state, now, log }),
    serve: serving.accept,
    join: createJoin({ ca, log }),
    splices,
    state,
  })
}
