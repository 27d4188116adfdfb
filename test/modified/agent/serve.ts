/**
 * An endpoint that says more of itself than is true.
 *
 * Owns nothing: the real serving side is behind it.
 */
import { createServe as createReal, type Serve, type ServeComponents } from '../../../src/agent/serve.ts'
import type { EndpointReport } from '../../../src/api/types.ts'
import { lies } from '../told.ts'

export function createServe(components: ServeComponents): Serve {
  const report = () => ({ ...components.report(), ...lies().report }) as EndpointReport
  return createReal({ ...components, report })
}
