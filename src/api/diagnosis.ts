/**
 * What `ztm doctor` finds: one check after the other, each with what was seen, a verdict and the next step.
 *
 * Types only.
 */

/** `skipped`: there was nothing to check, or an earlier check failed that this one needs. */
export type Verdict = 'ok' | 'warning' | 'failed' | 'skipped'

export type CheckName =
  | 'agent'
  | 'data'
  | 'dns'
  | 'proxy'
  | 'tcp'
  | 'tls'
  | 'clock'
  | 'certificate'
  | 'hub'
  | 'policy'
  | 'path'
  | 'port'
  | 'service'
  | 'port-map'

export interface Check {
  name: CheckName
  /** What was looked at: a hub's address, an endpoint, a port, a service. */
  subject: string
  verdict: Verdict
  /** What was seen, in words. */
  seen: string
  /** What to do about it; absent when there is nothing to do. */
  next?: string
}

/** `ztm doctor --json`: checks of this computer, and of each mesh. */
export interface Diagnosis {
  checks: Check[]
  meshes: { mesh: string; checks: Check[] }[]
}
