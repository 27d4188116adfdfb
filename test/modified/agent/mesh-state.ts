/**
 * A mesh state that an agent does not care for: nobody is evicted, least of all itself.
 *
 * Owns nothing: the real one is behind it.
 */
import {
  createMeshState as createReal,
  type MeshStateKeeper,
  type StateComponents,
} from '../../../src/agent/mesh-state.ts'
import { lies } from '../told.ts'

export function createMeshState(components: StateComponents): MeshStateKeeper {
  const real = createReal(components)
  return {
    ...real,
    isEvicted: endpoint => !lies().isDeaf && real.isEvicted(endpoint),
    checkMember: endpoint => {
      if (!lies().isDeaf) real.checkMember(endpoint)
    },
    accept: value => (lies().isDeaf ? 0 : real.accept(value)),
  }
}
