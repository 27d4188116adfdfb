/**
 * The mesh state at an agent: the newest that any hub has handed on and the CA has signed, kept over restarts.
 *
 * Owns the set of evicted endpoints, the compiled policy, and the judgement whether all that is new enough. Never goes back
 * to an older version, whatever a hub says; and when none comes any more, no new session is made in the end.
 */
import type { Policy } from '../api/policy.ts'
import type { MeshState } from '../api/state.ts'
import type { News } from '../api/types.ts'
import { fault } from '../common/errors.ts'
import type { Log } from '../common/log.ts'
import { newsOf, openState } from '../common/mesh-state.ts'
import { splitCertificates } from '../common/pki/pem.ts'
import { type CompiledPolicy, compilePolicy } from '../common/policy/compile.ts'
import type { Storage, StoredMesh } from './storage.ts'

export interface StateComponents {
  storage: Storage
  stored: StoredMesh
  log: Log
  now: () => number
  /** Called for each endpoint that is evicted by a new version. */
  onEvicted: (endpoint: string) => void
  /** Called after each new version: streams that it does not allow any more are to end, other roots are to be trusted. */
  onChange: (state: MeshState) => void
}

export interface MeshStateKeeper {
  /** Undefined before the first: an agent joins with one. */
  current: () => MeshState | undefined
  /** Throws evicted, state-stale. Whoever makes a session asks before. */
  checkMember: (endpoint: string) => void
  /** Throws state-stale when there was no news for too long to know who is a member. */
  checkFresh: () => void
  isEvicted: (endpoint: string) => boolean
  news: () => News
  /** Before the first: that every user reaches what is its own, and nobody else does. */
  policy: () => Policy
  compiled: () => CompiledPolicy
  /** Takes what a hub hands on; gives the version that is in force then. Throws bad-request, signature-invalid, storage-failed. */
  accept: (value: unknown) => number
  /** Ends its watch over the time. */
  close: () => void
}

/** Of an agent that has none: nothing is allowed, and it counts as too old. */
const noState: MeshState = {
  mesh: '',
  version: 0,
  issued: 0,
  expires: 0,
  roots: [],
  issuers: { endpoints: 0, hubs: 0 },
  hubs: [],
  evicted: [],
  policy: { version: 0, groups: {}, rules: [], tests: [] },
}

export function createMeshState(components: StateComponents): MeshStateKeeper {
  const { storage, stored, log, now, onEvicted, onChange } = components
  const evicted = new Set<string>()
  let current = noState
  let compiled = compilePolicy(current.policy)
  let isClosed = false
  const take = (state: MeshState): void => {
    current = state
    compiled = compilePolicy(state.policy)
  }
  const known = storage.findState(stored.name)
  if (known) {
    take(openState(known, splitCertificates(stored.roots)).state)
    for (const { id } of current.evicted) evicted.add(id)
  }
  const keeper: MeshStateKeeper = {
    current: () => (current.version > 0 ? current : undefined),
    policy: () => current.policy,
    compiled: () => compiled,
    isEvicted: endpoint => evicted.has(endpoint),
    checkMember: endpoint => {
      if (evicted.has(endpoint)) throw fault('evicted', 'that endpoint was evicted from the mesh')
      checkFresh(newsOf(current, now()))
    },
    checkFresh: () => checkFresh(newsOf(current, now())),
    news: () => newsOf(current, now()),
    accept: value => {
      const { version } = current
      const { state, signed } = openState(value, splitCertificates(stored.roots), current.mesh || undefined)
      if (state.version < version)
        log.warn('a hub handed on an older mesh state', { version: state.version, known: version })
      if (state.version <= version) return version
      storage.putState(stored.name, signed)
      take(state)
      // Nobody comes back: an id is never used again, and one that left the list has no certificate any more.
      const fresh = state.evicted.map(one => one.id).filter(id => !evicted.has(id))
      for (const id of fresh) {
        evicted.add(id)
        onEvicted(id)
      }
      onChange(state)
      log.info('mesh state', { version: state.version, evicted: fresh.length })
      return state.version
    },
    close: () => {
      isClosed = true
    },
  }
  warnWhenOld(components, keeper, () => isClosed)
  return keeper
}

function checkFresh({ state, expires }: News): void {
  if (state !== 'refusing') return
  throw fault(
    'state-stale',
    expires === 0
      ? 'this endpoint was never told who is a member'
      : `no news of the mesh since ${new Date(expires).toISOString()}`,
    'Is the CA up? If it is, a hub withholds news. Is the clock right?',
  )
}

/** Between two looks at most, in seconds: a clock that was set is noticed. */
const longestLookSeconds = 60

/** Says so once, each time that news become too old. */
async function warnWhenOld(
  { log, now }: StateComponents,
  keeper: MeshStateKeeper,
  isClosed: () => boolean,
): Promise<void> {
  let said: News['state'] = 'fresh'
  while (!isClosed()) {
    const { state, version, expires, refusesFrom } = keeper.news()
    if (state === 'stale' && said === 'fresh') {
      const from = new Date(refusesFrom).toISOString()
      log.warn('no news of the mesh: new sessions will be refused', { version, from })
    }
    if (state === 'refusing' && said !== 'refusing')
      log.error('no news of the mesh: new sessions are refused', { version })
    said = state
    const next = (state === 'fresh' ? expires : refusesFrom) - now()
    await new Timeout(
      state === 'refusing' ? longestLookSeconds : Math.min(longestLookSeconds, Math.max(0.1, next / 1000)),
    ).wait()
  }
}
