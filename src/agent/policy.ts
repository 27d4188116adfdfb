/**
 * Questions about the policy, answered here from the mesh state: what is in force, is this one good, can X reach Y.
 *
 * Owns nothing. To see endpoints that are not its own it asks the CA for their names and labels, which admins may.
 */
import type { Explanation, Finding, Policy, PolicyTestResult } from '../api/policy.ts'
import { checkName } from '../common/names.ts'
import { parseText } from '../common/parse.ts'
import { checkPolicy } from '../common/policy/check.ts'
import { compilePolicy } from '../common/policy/compile.ts'
import { explain } from '../common/policy/explain.ts'
import { parsePolicy } from '../common/policy/parse.ts'
import { runTests } from '../common/policy/run-tests.ts'
import { checkService } from '../common/policy/selectors.ts'
import { findDirectory, getMember } from './administration.ts'
import type { Membership } from './membership.ts'

/** Longest name or id of an endpoint. */
const nameLength = 100

/** Finds what is odd and runs the tests of a policy, without putting it in force. Rejects with bad-request, admin-only. */
export async function checkGivenPolicy(
  membership: Membership,
  value: unknown,
): Promise<{ findings: Finding[]; tests: PolicyTestResult[] }> {
  const policy: Policy = parsePolicy(value)
  const options = { directory: await findDirectory(membership), now: membership.now() }
  return { findings: checkPolicy(policy, options), tests: runTests(policy, options) }
}

/**
 * May `user` reach `service` of `endpoint` (name or id), and why. Rejects with bad-request, endpoint-not-found, admin-only.
 */
export async function explainAccess(membership: Membership, query: Record<string, string>): Promise<Explanation> {
  const user = checkName(query.user, 'user')
  const service = checkService(query.service, 'service')
  const endpoint = await getMember(membership, parseText(query.endpoint, 'endpoint', nameLength))
  return explain(compilePolicy(membership.policy()), { user, endpoint, service, now: membership.now() })
}
