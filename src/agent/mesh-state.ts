/**
 * The mesh state at an agent: the newest that any hub has handed on and the CA has signed, kept over restarts.
 *
 * Owns the set of evicted endpoints. Never goes back to an older version, whatever a hub says.
 */
import { fault } from '../common/errors.ts'
import type { Log } from '../common/log.ts'
import { openState } from '../common/mesh-state.ts'
import { splitCertificates } from '../common/pki/pem.ts'
import type { Storage, StoredMesh } from './storage.ts'

export interface StateComponents {
  storage: Storage
  stored: StoredMesh
  log: Log
  /** Called for each endpoint that is evicted by a new version. */
  onEvicted: (endpoint: string) => void
}

export interface MeshStateKeeper {
  /** 0 before the first. */
  version: () => number
  isEvicted: (endpoint: string) => boolean
  /** Takes what a hub hands on; gives the version that is in force then. Throws bad-request, signature-invalid, storage-failed. */
  accept: (value: unknown) => number
}

export function createMeshState({ storage, stored, log, onEvicted }: StateComponents): MeshStateKeeper {
  const roots = splitCertificates(stored.roots)
  const evicted = new Set<string>()
  let version = 0
  const known = storage.findState(stored.name)
  if (known) {
    const { state } = openState(known, roots)
    version = state.version
    for (const { id } of state.evicted) evicted.add(id)
  }
  return {
    version: () => version,
    isEvicted: endpoint => evicted.has(endpoint),
    accept: value => {
      const { state, signed } = openState(value, roots)
      if (state.version < version)
        log.warn('a hub handed on an older mesh state', { version: state.version, known: version })
      if (state.version <= version) return version
      storage.putState(stored.name, signed)
      version = state.version
      // Nobody comes back: an id is never used again, and one that left the list has no certificate any more.
      const fresh = state.evicted.map(one => one.id).filter(id => !evicted.has(id))
      for (const id of fresh) {
        evicted.add(id)
        onEvicted(id)
      }
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
