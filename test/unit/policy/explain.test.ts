/** What people are told about a policy: who reaches what, and what is missing. Always as decide has it. */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { PolicyTarget } from '../../../src/api/policy.ts'
import { compilePolicy } from '../../../src/common/policy/compile.ts'
import { decide } from '../../../src/common/policy/decide.ts'
import { explain, listCallers, listReachable } from '../../../src/common/policy/explain.ts'
import { runTests } from '../../../src/common/policy/run-tests.ts'
import { ask, db1, everybody, laptop, NOW, naiveRules, policies, questions, sample, web1 } from './samples.ts'

const compiled = compilePolicy(sample)

test('what is allowed needs no rule that comes near', () => {
  expect(explain(compiled, ask('bob', db1, 'tcp/ssh'))).toMatchObject({ allowed: true, rule: 0, near: [] })
})

test('a refusal comes with the rules that miss least, nearest first', () => {
  const { allowed, near } = explain(compiled, ask('carol', db1, 'tcp/ssh'))
  expect(allowed).toBe(false)
  expect(near).toEqual([
    { rule: 0, missing: [{ part: 'from', message: 'it is from group:ops, and carol is none of them' }] },
    { rule: 4, missing: [{ part: 'until', message: 'it is over since 2026-01-01T00:00:00.000Z' }] },
    {
      rule: 1,
      missing: [
        { part: 'to', message: 'it leads to user:alice, and db1 of dora is none of them' },
        { part: 'services', message: 'it is for tcp/git, not for tcp/ssh' },
      ],
    },
    {
      rule: 2,
      missing: [
        { part: 'to', message: 'it leads to endpoint:web1, and db1 of dora is none of them' },
        { part: 'services', message: 'it is for tcp/www, not for tcp/ssh' },
      ],
    },
    {
      rule: 3,
      missing: [
        { part: 'from', message: 'it is from group:admins, and carol is none of them' },
        { part: 'services', message: 'it is for ztm/admin, not for tcp/ssh' },
      ],
    },
  ])
})

test('whoever reaches a service is listed by name, with the reason', () => {
  const { users, everybody: all } = listCallers(compiled, { endpoint: db1, service: 'tcp/ssh', now: NOW })
  expect(all).toBeUndefined()
  expect(users.map(({ user, rule }) => [user, rule])).toEqual([
    ['alice', 0],
    ['bob', 0],
    ['dora', undefined],
  ])
  const open = listCallers(compiled, { endpoint: web1, service: 'tcp/www', now: NOW })
  expect(open.everybody).toEqual({ allowed: true, rule: 2, why: 'rules[2]: it is from everybody' })
  const narrowed = listCallers(compiled, { endpoint: web1, service: 'tcp/www', users: ['zoe', 'bob'], now: NOW })
  expect(narrowed.everybody).toBeUndefined()
  expect(narrowed.users.map(({ user }) => user)).toEqual(['bob', 'dora', 'zoe'])
})

test('what a user reaches is listed', () => {
  const targets: PolicyTarget[] = [
    { endpoint: laptop, service: 'tcp/git' },
    { endpoint: db1, service: 'tcp/ssh' },
    { endpoint: web1, service: 'tcp/www' },
    { endpoint: web1, service: 'tcp/www', users: ['bob'] },
  ]
  const reachable = listReachable(compiled, { user: 'carol', targets, now: NOW })
  expect(reachable.map(({ endpoint, service, rule }) => [endpoint, service, rule])).toEqual([
    ['id-laptop', 'tcp/git', 1],
    ['id-web1', 'tcp/www', 2],
  ])
})

test('the tests of a policy pass or say what they got', () => {
  const tests = [
    { from: 'carol', to: 'alice/laptop', service: 'tcp/ssh', expect: 'deny' as const },
    { from: 'bob', to: 'dora/db1', service: 'tcp/ssh', expect: 'allow' as const },
    { from: 'bob', to: 'dora/db1', service: 'tcp/ssh', expect: 'allow' as const, labels: { env: 'test' } },
    { from: 'bob', to: 'dora/new', service: 'tcp/ssh', expect: 'allow' as const, labels: { env: 'prod' } },
    { from: 'bob', to: 'dora/twin', service: 'tcp/ssh', expect: 'allow' as const },
  ]
  const twins = ['prod', 'test'].map(env => ({ ...db1, id: `twin-${env}`, name: 'twin', labels: { env } }))
  const directory = { users: [], endpoints: [laptop, db1, web1, ...twins] }
  const results = runTests({ ...sample, tests }, { directory, now: NOW })
  expect(results.map(({ passed }) => passed)).toEqual([true, true, false, true, false])
  expect(results[2]).toEqual({
    test: 2,
    passed: false,
    expected: 'allow',
    got: 'deny',
    why: 'no rule that is from bob leads to db1 of dora',
  })
  expect(results[3]?.why).toContain('rules[0]: bob is in group:ops, new has label:env=prod')
  expect(results[3]?.why).toContain('(no endpoint dora/new is known)')
  const alone = runTests({ ...sample, tests: tests.slice(0, 2) }, { now: NOW })
  expect(alone.map(({ passed }) => passed)).toEqual([true, false])
})

test('random policies list exactly those whom they let in, and near rules that do not match', () => {
  fc.assert(
    fc.property(policies, questions, (policy, question) => {
      const index = compilePolicy(policy)
      const listed = listCallers(index, question)
      const names = listed.users.map(({ user }) => user)
      for (const user of everybody) {
        const isIn = names.includes(user) || listed.everybody !== undefined
        expect(isIn).toBe(decide(index, { ...question, user }).allowed)
      }
      const matching = naiveRules(policy, question)
      for (const { rule, missing } of explain(index, question).near) {
        expect(matching).not.toContain(rule)
        expect(missing.length).toBeGreaterThan(0)
      }
    }),
    { numRuns: 300 },
  )
})
