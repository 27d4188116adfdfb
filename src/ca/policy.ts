/**
 * A new policy at the CA: checked, tested, and signed only when it locks nobody out who must get in.
 *
 * Owns nothing. The policy itself is part of the mesh state.
 */
import type { Finding, Policy, PolicyDirectory } from '../api/policy.ts'
import { fault } from '../common/errors.ts'
import { checkPolicy } from '../common/policy/check.ts'
import { parsePolicy } from '../common/policy/parse.ts'
import { runTests } from '../common/policy/run-tests.ts'
import type { Records } from './records.ts'

/** The group whose users administer the mesh. */
export const adminGroup = 'admins'

/** The policy of a new mesh: its first user administers it, and every user reaches what is its own. */
export function firstPolicy(adminUser: string): Policy {
  return { version: 1, groups: { [adminGroup]: [adminUser] }, rules: [], tests: [] }
}

/** True if a user administers the mesh. */
export function isAdmin(policy: Policy, user: string): boolean {
  return (policy.groups[adminGroup] ?? []).includes(user)
}

/** Users and endpoints that the CA knows. */
export function directoryOf(records: Records): PolicyDirectory {
  const endpoints = records.listEndpoints().map(({ id, name, user, labels }) => ({ id, name, user, labels }))
  return { users: [...new Set(endpoints.map(endpoint => endpoint.user))], endpoints }
}

export interface PolicyChange {
  policy: Policy
  /** What is odd and no reason to refuse it. */
  findings: Finding[]
}

/**
 * The next version of the policy, if it may be signed. `value` must carry the version that it was made from: a change that
 * somebody else made meanwhile is not undone by accident.
 * Throws bad-request (malformed, an error found, a test that fails, nobody would be an admin), already-exists (the version).
 */
export function nextPolicy(records: Records, current: Policy, value: unknown, now: number): PolicyChange {
  const policy = parsePolicy(value)
  if (policy.version !== current.version) {
    throw fault(
      'already-exists',
      `the policy is at version ${current.version}, and this change was made from version ${policy.version}`,
      'Get the policy again, change that, and set it.',
    )
  }
  const directory = directoryOf(records)
  const findings = checkPolicy(policy, { directory, now })
  const error = findings.find(finding => finding.level === 'error')
  if (error) throw fault('bad-request', `${error.place}: ${error.message}`, 'ztm policy check FILE lists everything.')
  const failed = runTests(policy, { directory, now }).filter(result => !result.passed)
  const [first] = failed
  if (first) {
    throw fault(
      'bad-request',
      `tests[${first.test}] expects ${first.expected} and gets ${first.got}: ${first.why}`,
      `${failed.length} of ${policy.tests.length} tests fail. Change the rules, or the tests.`,
    )
  }
  if (!directory.endpoints.some(endpoint => isAdmin(policy, endpoint.user))) {
    throw fault(
      'bad-request',
      `nobody would be left to administer the mesh: no user of the group "${adminGroup}" has an endpoint`,
      `Name one in groups.${adminGroup}.`,
    )
  }
  return { policy: { ...policy, version: current.version + 1 }, findings }
}
