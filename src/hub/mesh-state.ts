/**
 * The mesh state at a hub: asks the CA for it, hands it to every agent, and sends the evicted away.
 *
 * Owns the newest state that the CA has told; a hub that starts has none until then, and its agents know better. It cannot
 * make one: agents believe the CA's signature only.
 */
import type { CAService } from '../api/ca.ts'
import type { MeshState, SignedState } from '../api/state.ts'
import { fault, toFault } from '../common/errors.ts'
import type { Log } from '../common/log.ts'
import { openState } from '../common/mesh-state.ts'
import { backoffSeconds } from '../common/retry.ts'

export interface StateComponents {
  ca: CAService
  /** PEM of the trusted roots. */
  roots: () => string[]
  log: Log
  random: () => number
}

export interface StateKeeper {
  current: () => SignedState | undefined
  /** 0 before the first. */
  version: () => number
  /** Throws evicted. */
  checkMember: (endpoint: string) => void
  /** Calls back with each newer state from now on. */
  onChange: (listener: (signed: SignedState, state: MeshState) => void) => void
}

/** Follows the CA for as long as the process lives. */
export function followState(components: StateComponents): StateKeeper {
  const evicted = new Set<string>()
  const listeners: ((signed: SignedState, state: MeshState) => void)[] = []
  let current: SignedState | undefined
  let version = 0
  follow(components, (signed, state) => {
    current = signed
    version = state.version
    evicted.clear()
    for (const { id } of state.evicted) evicted.add(id)
    for (const listener of listeners) listener(signed, state)
  })
  return {
    current: () => current,
    version: () => version,
    checkMember: endpoint => {
      if (!evicted.has(endpoint)) return
      throw fault(
        'evicted',
        'this endpoint was evicted from the mesh',
        'Ask its admins: a new permit makes a new endpoint.',
      )
    },
    onChange: listener => {
      listeners.push(listener)
    },
  }
}

async function follow(
  { ca, roots, log, random }: StateComponents,
  tell: (signed: SignedState, state: MeshState) => void,
): Promise<void> {
  let version = 0
  let failures = 0
  while (true) {
    try {
      const { signed, state } = openState(await ca.watchState(version), roots())
      failures = 0
      if (state.version > version) {
        version = state.version
        tell(signed, state)
      }
    } catch (caught) {
      failures++
      const { code, message } = toFault(caught)
      if (failures === 1) log.warn('the CA does not tell the mesh state', { code, message })
      await new Timeout(backoffSeconds(failures, random)).wait()
    }
  }
}
