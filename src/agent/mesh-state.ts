/**
 * The mesh state at an agent: the newest that any hub has handed on and the CA has signed, kept over restarts.
 *
 * Owns the set of evicted endpoints and the compiled policy. Never goes back to an older version, whatever a hub says.
 */
import type { Policy } from '../api/policy.ts'
import type { MeshState } from '../api/state.ts'
import { fault } from '../common/errors.ts'
import type { Log } from '../common/log.ts'
import { openState } from '../common/mesh-state.ts'
import { splitCertificates } from '../common/pki/pem.ts'
import { type CompiledPolicy, compilePolicy } from '../common/policy/compile.ts'
import type { Storage, StoredMesh } from './storage.ts'

export interface StateComponents {
  storage: Storage
  stored: StoredMesh
  log: Log
  /** Called for each endpoint that is evicted by a new version. */
  onEvicted: (endpoint: string) => void
  /** Called after each new version: streams that it does not allow any more are to end. */
  onChange: () => void
}

export interface MeshStateKeeper {
  /** 0 before the first. */
  version: () => number
  isEvicted: (endpoint: string) => boolean
  /** Before the first: that every user reaches what is its own, and nobody else does. */
  policy: () => Policy
  compiled: () => CompiledPolicy
  /** Takes what a hub hands on; gives the version that is in force then. Throws bad-request, signature-invalid, storage-failed. */
  accept: (value: unknown) => number
}

export function createMeshState({ storage, stored, log, onEvicted, onChange }: StateComponents): MeshStateKeeper {
  const roots = splitCertificates(stored.roots)
  const evicted = new Set<string>()
  let version = 0
  let policy: Policy = { version: 0, groups: {}, rules: [], tests: [] }
  let compiled = compilePolicy(policy)
  const take = (state: MeshState): void => {
    version = state.version
    policy = state.policy
    compiled = compilePolicy(policy)
  }
  const known = storage.findState(stored.name)
  if (known) {
    const { state } = openState(known, roots)
    take(state)
    for (const { id } of state.evicted) evicted.add(id)
  }
  return {
    version: () => version,
    policy: () => policy,
    compiled: () => compiled,
    isEvicted: endpoint => evicted.has(endpoint),
    accept: value => {
      const { state, signed } = openState(value, roots)
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
      onChange()
      log.info('mesh state', { version, evicted: fresh.length })
      return version
    },
  }
}

/** For TLS: refuses an evicted peer. Throws evicted. */
export function checkMember(keeper: Pick<MeshStateKeeper, 'isEvicted'>, endpoint: string): void {
  if (!keeper.isEvicted(endpoint)) return
  throw fault('evicted', 'that endpoint was evicted from the mesh')
}
