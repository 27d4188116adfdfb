/**
 * What the parts of the CA work with: its records, roots, mesh state, clock and log.
 *
 * Types, and the two things that all of them do with it; owns nothing.
 */
import type { Log } from '../common/log.ts'
import type { Throttle } from '../common/throttle.ts'
import type { Records } from './records.ts'
import type { Roots } from './roots.ts'
import type { StateMaker } from './state.ts'

export interface Context {
  records: Records
  roots: Roots
  state: StateMaker
  /** `host:port` where hubs reach this CA; absent for one inside a hub. */
  address?: () => string
  /** Who guesses permits. */
  throttle: Throttle
  log: Log
  /** Milliseconds since 1970. */
  now: () => number
  /** Other roots are trusted, or issue, than before. */
  onRoots: () => void
}

/** Addresses of all hubs, the one that came last first. */
export function hubAddresses({ records }: Context): string[] {
  return records.listHubs().flatMap(hub => hub.addresses)
}

/** What a permit says of the mesh. */
export function meshOf(context: Context): { mesh: string; roots: string[]; hubs: string[] } {
  return { mesh: context.roots.mesh, roots: context.roots.trusted(), hubs: hubAddresses(context) }
}

/** An act of the CA's own, or of somebody who is not an administrator. */
export function note(
  context: Context,
  entry: { user: string; endpoint?: string; action: string; target: string; from: string },
): void {
  context.records.putAudit({ endpoint: '', ...entry, time: context.now(), outcome: 'done' })
}
