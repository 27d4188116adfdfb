/**
 * Splices that are refused, so that sessions take the tunnel.
 *
 * Owns nothing: the real ones are behind it.
 */
import { fault } from '../../../src/common/errors.ts'
import { createSplices as createReal, type SpliceComponents, type Splices } from '../../../src/hub/splices.ts'
import { lies } from '../told.ts'

export function createSplices(components: SpliceComponents): Splices {
  const real = createReal(components)
  return {
    ...real,
    create: (parties, call) => {
      if (lies().isTunnelOnly) throw fault('endpoint-offline', 'no splices here')
      return real.create(parties, call)
    },
  }
}
