/**
 * The CA's side of the mesh state: makes each version, signs it, keeps it, and tells those who wait for it.
 *
 * Owns the waiting hubs and the time at which the state is signed again. A version is on disk before anybody is told.
 */
import type { Policy } from '../api/policy.ts'
import type { EvictedEndpoint, MeshState, SignedState } from '../api/state.ts'
import { toFault } from '../common/errors.ts'
import type { Log } from '../common/log.ts'
import { openState } from '../common/mesh-state.ts'
import { signText } from '../common/signed-text.ts'
import type { Records } from './records.ts'
import type { Roots } from './roots.ts'

/** How long a question for something newer is held open, in seconds: below what proxies and our own time limits allow. */
const holdSeconds = 10

/** Part of its life after which a state is signed again: a hub may be away for the rest. */
const resignShare = 1 / 2

/** Longest sleep between looks at the clock, in seconds. */
const longestSleepSeconds = 600

export interface StateComponents {
  records: Records
  roots: Roots
  log: Log
  now: () => number
  /** How long a state is good, in seconds. */
  lifeSeconds: number
  /** Of a new mesh. */
  policy: Policy
}

/** What is different in the next version. */
export interface StateChange {
  /** More of them. */
  evicted?: EvictedEndpoint[]
  policy?: Policy
  issuers?: MeshState['issuers']
  hubs?: string[]
}

export interface StateMaker {
  current: () => SignedState
  version: () => number
  policy: () => Policy
  issuers: () => MeshState['issuers']
  hubs: () => string[]
  /** Makes and stores the next version. Call it in a transaction. */
  change: (change: StateChange) => void
  /** Tells those who wait. Call it when the transaction is over. */
  publish: () => void
  /** The state, when its version is above `since`; after some seconds whatever it is. */
  watch: (since: number) => Promise<SignedState>
}

/** Starts to sign it again before it is over, for as long as the process lives. */
export function createStateMaker(components: StateComponents): StateMaker {
  const { records, roots, now, lifeSeconds, policy } = components
  const stored = records.findState()
  const first: MeshState = {
    mesh: roots.digest,
    version: 0,
    issued: 0,
    expires: 0,
    roots: roots.trusted(),
    issuers: { endpoints: 0, hubs: 0 },
    hubs: [],
    evicted: [],
    policy,
  }
  let state = stored ? openState(stored, roots.trusted()).state : first
  // Of a build that had no policy yet: without one there would be nobody to set it.
  if (state.policy.version === 0) state = { ...state, policy }
  let signed = stored ?? { text: '', signature: '' }
  let waiting: (() => void)[] = []
  const change = ({ evicted = [], ...more }: StateChange): void => {
    const next: MeshState = {
      ...state,
      ...more,
      version: state.version + 1,
      issued: now(),
      expires: now() + lifeSeconds * 1000,
      roots: roots.trusted(),
      evicted: [...state.evicted.filter(one => one.until > now()), ...evicted],
    }
    const text = signText(next, roots.oldest().key)
    records.putState(text)
    state = next
    signed = text
  }
  const publish = (): void => {
    const told = waiting
    waiting = []
    for (const tell of told) tell()
  }
  if (!stored) change({})
  keepSigned(components, () => state, { change, publish })
  return {
    current: () => signed,
    version: () => state.version,
    policy: () => state.policy,
    issuers: () => state.issuers,
    hubs: () => state.hubs,
    change,
    publish,
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

async function keepSigned(
  { records, log, now, lifeSeconds }: StateComponents,
  state: () => MeshState,
  { change, publish }: Pick<StateMaker, 'change' | 'publish'>,
): Promise<void> {
  while (true) {
    // Also one that was signed for longer than the CA is told to now.
    const due = Math.min(state().expires, state().issued + lifeSeconds * 1000) - lifeSeconds * 1000 * (1 - resignShare)
    if (now() >= due) {
      try {
        records.transaction(() => change({}))
        publish()
      } catch (caught) {
        log.error('the mesh state was not signed again', { error: toFault(caught).message })
      }
    }
    await new Timeout(Math.max(0.1, Math.min((due - now()) / 1000, longestSleepSeconds))).wait()
  }
}
