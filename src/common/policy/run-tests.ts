/**
 * Runs the tests that a policy brings along.
 *
 * Pure. A test that does not pass is a result, not a fault: whether a version may be signed is for the caller to say.
 */
import type { Policy, PolicyDirectory, PolicyEndpoint, PolicyTest, PolicyTestResult } from '../../api/policy.ts'
import { type CompiledPolicy, compilePolicy } from './compile.ts'
import { decide } from './decide.ts'

/** Stands for the id of an endpoint that nobody knows; no selector can have it. */
const unknownId = '?'

/**
 * One result for each test, in their order. An endpoint that the directory does not know is taken to belong to the user
 * that the test names, without labels but for those of the test: a policy may be tested before its endpoints are there.
 * Of several endpoints of one name, all must pass.
 */
export function runTests(
  policy: Policy,
  { directory, now }: { directory?: PolicyDirectory; now: number },
): PolicyTestResult[] {
  const compiled = compilePolicy(policy)
  const known = new Map<string, PolicyEndpoint[]>()
  for (const endpoint of directory?.endpoints ?? []) {
    const name = `${endpoint.user}/${endpoint.name}`
    known.set(name, [...(known.get(name) ?? []), endpoint])
  }
  return policy.tests.map((test, index) => {
    const found = known.get(test.to)
    const results = (found ?? [unknownEndpoint(test)]).map(endpoint => runTest(compiled, test, { endpoint, now }))
    const result = results.find(one => !one.passed) ?? results[0]
    const why = `${result?.why ?? ''}${found ? '' : ` (no endpoint ${test.to} is known)`}`
    return { test: index, passed: false, expected: test.expect, got: 'deny', ...result, why }
  })
}

function unknownEndpoint({ to }: PolicyTest): PolicyEndpoint {
  const [user = '', name = ''] = to.split('/')
  return { id: unknownId, name, user, labels: {} }
}

function runTest(
  policy: CompiledPolicy,
  test: PolicyTest,
  { endpoint, now }: { endpoint: PolicyEndpoint; now: number },
): Pick<PolicyTestResult, 'passed' | 'got' | 'why'> {
  const taken = { ...endpoint, labels: test.labels ?? endpoint.labels }
  const { allowed, why } = decide(policy, { user: test.from, endpoint: taken, service: test.service, now })
  const got = allowed ? 'allow' : 'deny'
  return { passed: got === test.expect, got, why }
}
