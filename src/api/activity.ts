/**
 * Activity: what streams an agent opened for its programs, and which it served. Each end keeps its own records.
 *
 * Types only. Times are milliseconds since 1970 (UTC), sizes are bytes.
 */
import type { ErrorCode } from './errors.ts'
import type { Protocol } from './types.ts'

/**
 * `open`: it is there. `done`: it ended as its ends wished. `broken`: a connection of it broke. `lost`: the agent ended before
 * it. A code: it was refused, or cut, because of that.
 */
export type ActivityOutcome = 'open' | 'done' | 'broken' | 'lost' | ErrorCode

/** One stream to a service, as one of its ends knows it. */
export interface ActivityRecord {
  /** Rising, of this agent. */
  id: number
  /** `entry`: a program of this computer opened it. `serving`: another endpoint did, to a service of this one. */
  side: 'entry' | 'serving'
  /** Whose endpoint opened it. */
  user: string
  /** The other end. The name is known at the entry; absent where no endpoint was found. */
  endpoint?: { id: string; name?: string }
  protocol: Protocol
  service: string
  /** What carried it; absent where nothing did. */
  path?: 'tunnel' | 'splice' | 'direct'
  start: number
  /** Absent while it is open, and when the agent ended before it. */
  end?: number
  /** Bytes to the service. A datagram counts two bytes more at the entry. */
  sent: number
  /** Bytes from the service. */
  received: number
  outcome: ActivityOutcome
}

/** What of the records is wanted; all given must hold. */
export interface ActivityQuery {
  /** Begun at this time or later. */
  since?: number
  /** Whose endpoint opened it. */
  user?: string
  /** Name or id of the other end. */
  endpoint?: string
  /** `tcp/NAME`. */
  service?: string
  side?: string
  outcome?: string
  /** At most this many, 1 … 1000. @default 100 */
  limit?: number
  /** `next` of the page before. */
  after?: string
}
