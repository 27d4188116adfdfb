/**
 * The policy document and what is asked of it: who may reach which service where.
 *
 * Part of the contract: types only, imports nothing. A user reaches the services of its own endpoints; everything else
 * needs a rule. There is no deny rule, so the order of rules never matters.
 */

export interface Policy {
  version: number
  /** Users by the name of a group. Groups hold no groups. */
  groups: Record<string, string[]>
  rules: PolicyRule[]
  /** What must hold before this version is signed. */
  tests: PolicyTest[]
  /**
   * How long endpoints go on that have no news of their mesh, counted from when the mesh state should have been replaced:
   * `30m`, `12h`, `3d`. New sessions are refused from then on. Absent: three days.
   */
  grace?: string
  /** `hybrid`: no connection without a post-quantum key exchange, X25519MLKEM768. Absent: where both sides have it. */
  keyExchange?: 'hybrid'
}

export interface PolicyRule {
  /** `user:NAME`, `group:NAME`, `*`. */
  from: string[]
  /** `user:NAME` (its endpoints), `endpoint:NAME` (its name or its id), `label:KEY=VALUE`, `*`. */
  to: string[]
  /**
   * `tcp/NAME`, `udp/NAME` with one `*` in or at the end of NAME; `tcp/*`, `udp/*`; `*`: every service of both. The
   * reserved `ztm/admin`, which lets a user change the endpoint, is no service and must be named.
   */
  services: string[]
  /** RFC 3339. The rule is over from then on. */
  until?: string
}

export interface PolicyTest {
  /** A user. */
  from: string
  /** `USER/ENDPOINT`. */
  to: string
  service: string
  expect: 'allow' | 'deny'
  /** Labels that the endpoint is taken to have. Without them it has those that the CA recorded. */
  labels?: Record<string, string>
}

/** An endpoint as policy sees it: name and labels are those that the CA recorded. */
export interface PolicyEndpoint {
  id: string
  name: string
  user: string
  labels: Record<string, string>
}

/** May this user reach this? */
export interface AccessQuestion {
  /** As the caller's certificate names it. */
  user: string
  endpoint: PolicyEndpoint
  /** `tcp/NAME`, `udp/NAME` or `ztm/admin`. */
  service: string
  /** Whom the service's owner offers it to, besides itself. Absent: to all whom the policy lets in. */
  users?: readonly string[]
  /** Milliseconds since 1970. */
  now: number
}

export interface Decision {
  allowed: boolean
  /** In words. Names the rule as `rules[3]`, counting from 0 as in the document. */
  why: string
  /** The rule that matched, the first of them in the document; absent if none did or none was needed. */
  rule?: number
}

/** A decision with the rules that come close, nearest first. */
export interface Explanation extends Decision {
  near: NearRule[]
}

/** A rule that does not match, and each part of it that would have to differ. */
export interface NearRule {
  rule: number
  missing: { part: 'from' | 'to' | 'services' | 'until'; message: string }[]
}

/** Who reaches a service: users that the policy names, and perhaps everybody. */
export interface Callers {
  everybody?: Decision
  users: (Decision & { user: string })[]
}

/** A service on an endpoint, as a user could reach it. */
export interface PolicyTarget {
  endpoint: PolicyEndpoint
  service: string
  users?: readonly string[]
}

/** One that it does reach, and why. */
export interface Reachable extends Decision {
  /** Id of the endpoint. */
  endpoint: string
  service: string
}

/** What the CA knows; with it a check also finds names that do not exist. */
export interface PolicyDirectory {
  users: readonly string[]
  endpoints: readonly PolicyEndpoint[]
}

export type FindingKind =
  | 'unknown-group'
  | 'unknown-user'
  | 'unknown-endpoint'
  | 'unknown-label'
  | 'unused-group'
  | 'never-matches'
  | 'expired'
  | 'duplicate'

/** Something odd in a policy that is well-formed. An error should stop it from being signed, a warning should not. */
export interface Finding {
  level: 'error' | 'warning'
  kind: FindingKind
  /** Such as `rules[3].from[0]`. */
  place: string
  message: string
}

export interface PolicyTestResult {
  /** Index in `tests`. */
  test: number
  passed: boolean
  expected: 'allow' | 'deny'
  got: 'allow' | 'deny'
  /** Of the decision, and whether the endpoint is one that the CA knows. */
  why: string
}

/** What a policy would be answered with: it can be set if no finding is an error and every test passes. */
export interface PolicyCheck {
  findings: Finding[]
  tests: PolicyTestResult[]
}
