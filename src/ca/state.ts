/**
 * The CA's side of the mesh state: makes each version, signs it, keeps it, and tells those who wait for it.
 *
 * Owns the waiting hubs. A version is on disk before anybody is told.
 */
import type { Policy } from '../api/policy.ts'
import type { EvictedEndpoint, MeshState, SignedState } from '../api/state.ts'
import { openState, signState } from '../common/mesh-state.ts'
import type { Records } from './records.ts'

/** How long a question for something newer is held open, in seconds: below what proxies and our own time limits allow. */
const holdSeconds = 10

export interface StateComponents {
  records: Records
  key: PrivateKey
  /** PEM. */
  root: string
  /** Digest of the mesh. */
  mesh: string
  now: () => number
  /** Of a new mesh. */
  policy: Policy
}

export interface StateMaker {
  current: () => SignedState
  version: () => number
  policy: () => Policy
  /** Makes and stores the next version, with more evicted endpoints or another policy. Call it in a transaction. */
  change: (change: { evicted?: EvictedEndpoint[]; policy?: Policy }) => void
  /** Tells those who wait. Call it when the transaction is over. */
  publish: () => void
  /** The state, when its version is above `since`; after some seconds whatever it is. */
  watch: (since: number) => Promise<SignedState>
}

export function createStateMaker({ records, key, root, mesh, now, policy }: StateComponents): StateMaker {
  const stored = records.findState()
  const first: MeshState = { mesh, version: 1, issued: now(), evicted: [], policy }
  let state = stored ? openState(stored, [root]).state : first
  let signed = stored ?? signState(state, key)
  if (!stored) records.putState(signed)
  let waiting: (() => void)[] = []
  return {
    current: () => signed,
    version: () => state.version,
    policy: () => state.policy,
    change: change => {
      const still = state.evicted.filter(one => one.until > now())
      const next: MeshState = {
        mesh,
        version: state.version + 1,
        issued: now(),
        evicted: [...still, ...(change.evicted ?? [])],
        policy: change.policy ?? state.policy,
      }
      const text = signState(next, key)
      records.putState(text)
      state = next
      signed = text
    },
    publish: () => {
      const told = waiting
      waiting = []
      for (const tell of told) tell()
    },
    watch: async since => {
      if (state.version > since) return signed
      await new Promise<void>(resolve => {
        waiting.push(resolve)
        new Timeout(holdSeconds).wait().then(() => resolve())
      })
      return signed
    },
  }
}
