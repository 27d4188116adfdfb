/** Who may reach what: by the written policy, and by random ones against the naive evaluator. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { AccessQuestion } from '../../../src/api/policy.ts'
import { compilePolicy } from '../../../src/common/policy/compile.ts'
import { decide } from '../../../src/common/policy/decide.ts'
import { ask, db1, laptop, NOW, naive, naiveRules, policies, questions, sample, web1 } from './samples.ts'

const compiled = compilePolicy(sample)

const allowed: [string, AccessQuestion, string][] = [
  ["a user's own endpoint", ask('alice', laptop, 'tcp/anything'), 'laptop is an endpoint of alice'],
  [
    'a member of a group, an endpoint with a label',
    ask('bob', db1, 'tcp/ssh'),
    'rules[0]: bob is in group:ops, db1 has label:env=prod, it is for tcp/ssh',
  ],
  [
    'a service of a pattern',
    ask('bob', db1, 'tcp/pg-main'),
    'rules[0]: bob is in group:ops, db1 has label:env=prod, tcp/pg-main is one of tcp/pg-*',
  ],
  [
    'a user, until its time',
    ask('carol', laptop, 'tcp/git'),
    'rules[1]: it is from user:carol, laptop is an endpoint of user:alice, it is for tcp/git',
  ],
  [
    'everybody',
    ask('mallory', web1, 'tcp/www'),
    'rules[2]: it is from everybody, it is to endpoint:web1, it is for tcp/www',
  ],
  [
    'the administration that a rule names',
    ask('root', laptop, 'ztm/admin'),
    'rules[3]: root is in group:admins, it is to every endpoint, it is for ztm/admin',
  ],
  ['the own administration', ask('alice', laptop, 'ztm/admin'), 'laptop is an endpoint of alice'],
  ['the owner, whomever it offers the service to', ask('alice', laptop, 'tcp/x', []), 'laptop is an endpoint of alice'],
]

test.each(allowed)('%s is let in', (_, question, why) => {
  expect(decide(compiled, question)).toMatchObject({ allowed: true, why })
})

const denied: [string, AccessQuestion, string][] = [
  ['nobody in particular', ask('mallory', db1, 'tcp/ssh'), 'no rule that is from mallory leads to db1 of dora'],
  ['one whom rules lead elsewhere', ask('bob', laptop, 'tcp/ssh'), 'no rule that is from bob leads to laptop of alice'],
  [
    'one whom rules let use something else',
    ask('bob', db1, 'tcp/www'),
    'no rule from bob to db1 of dora is for tcp/www',
  ],
  ['the service of another protocol', ask('bob', db1, 'udp/ssh'), 'no rule from bob to db1 of dora is for udp/ssh'],
  [
    'one whose rule is over',
    ask('carol', db1, 'tcp/ssh'),
    'rules[4] would let carol in, but is over since 2026-01-01T00:00:00.000Z',
  ],
  [
    'one to whom the owner does not offer it',
    ask('bob', db1, 'tcp/ssh', ['alice']),
    'rules[0]: bob is in group:ops, db1 has label:env=prod, it is for tcp/ssh; but dora offers tcp/ssh on db1 to others only',
  ],
  [
    'one to whom only the owner offers it',
    ask('mallory', laptop, 'tcp/x', ['mallory']),
    'no rule that is from mallory',
  ],
  ['administration by the star of a rule that is on', ask('bob', laptop, 'ztm/admin'), 'no rule that is from bob'],
  ['a caller without a user', ask('', { ...laptop, user: '' }, 'tcp/ssh'), 'the caller has no user'],
]

test.each(denied)('%s is refused', (_, question, why) => {
  const decision = decide(compiled, question)
  expect(decision).toEqual({ allowed: false, why: decision.why })
  expect(decision.why).toContain(why)
})

test('an empty policy lets users reach their own endpoints and nothing else', () => {
  const empty = compilePolicy({ version: 0, groups: {}, rules: [], tests: [] })
  expect(decide(empty, ask('alice', laptop, 'tcp/ssh')).allowed).toBe(true)
  const refused = decide(empty, ask('bob', laptop, 'tcp/ssh'))
  expect(refused).toEqual({ allowed: false, why: 'no rule is from bob, from one of its groups or from everybody' })
})

test('a star is every service of both protocols, and never administration', () => {
  const rules = [{ from: ['*'], to: ['*'], services: ['*'] }]
  const open = compilePolicy({ version: 1, groups: {}, rules, tests: [] })
  expect(decide(open, ask('bob', laptop, 'udp/dns')).allowed).toBe(true)
  expect(decide(open, ask('bob', laptop, 'ztm/admin')).allowed).toBe(false)
})

test('a rule is on until its time and no longer', () => {
  const at = Date.parse('2027-01-01T00:00:00Z')
  const question = ask('carol', laptop, 'tcp/git')
  expect(decide(compiled, { ...question, now: at - 1 }).allowed).toBe(true)
  expect(decide(compiled, { ...question, now: at }).allowed).toBe(false)
})

describe('random policies', () => {
  test('decide as the naive evaluator does, and name the first rule', () => {
    fc.assert(
      fc.property(policies, fc.array(questions, { minLength: 1, maxLength: 10 }), (policy, list) => {
        const index = compilePolicy(policy)
        for (const question of list) {
          const decision = decide(index, question)
          expect(decision.allowed).toBe(naive(policy, question))
          const isOwn = question.user === question.endpoint.user
          expect(decision.rule).toBe(decision.allowed && !isOwn ? naiveRules(policy, question)[0] : undefined)
          expect(decision.why).not.toBe('')
        }
      }),
      { numRuns: 400 },
    )
  })

  test('do not depend on the order of their rules', () => {
    const shuffled = policies.chain(policy =>
      fc
        .shuffledSubarray(policy.rules, { minLength: policy.rules.length })
        .map(rules => [policy, { ...policy, rules }]),
    )
    fc.assert(
      fc.property(shuffled, questions, ([one, other], question) => {
        if (!one || !other) throw new Error('there are two')
        expect(decide(compilePolicy(one), question).allowed).toBe(decide(compilePolicy(other), question).allowed)
      }),
    )
  })

  test('a rule more never takes anything away, a narrowing owner never gives anything', () => {
    fc.assert(
      fc.property(policies, policies, questions, (policy, more, question) => {
        const wider = compilePolicy({ ...policy, rules: [...policy.rules, ...more.rules] })
        const before = decide(compilePolicy(policy), question).allowed
        if (before) expect(decide(wider, question).allowed).toBe(true)
        if (before) expect(decide(compilePolicy(policy), { ...question, users: undefined }).allowed).toBe(true)
      }),
    )
  })
})

test('a decision among 1000 rules takes microseconds (printed, not asserted)', () => {
  const at = (i: number, of: number, stem: string) => `${stem}${i % of}`
  const groups = Object.fromEntries(
    Array.from({ length: 100 }, (_, g) => [
      `g${g}`,
      Array.from({ length: 100 }, (_, m) => at(g * 37 + m * 11, 2000, 'u')),
    ]),
  )
  const rules = Array.from({ length: 1000 }, (_, i) => ({
    from: i % 3 === 0 ? [at(i, 2000, 'user:u')] : [at(i, 100, 'group:g')],
    to: i % 2 === 0 ? [at(i, 50, 'label:team=t'), 'label:env=prod'] : [at(i, 500, 'endpoint:e')],
    services: [at(i, 40, 'tcp/s'), at(i, 200, 'tcp/p') + '-*'],
  }))
  const policy = { version: 1, groups, rules, tests: [] }
  const begin = performance.now()
  const index = compilePolicy(policy)
  const compiledMs = performance.now() - begin
  const rounds = 20_000
  let open = 0
  const start = performance.now()
  for (let i = 0; i < rounds; i++) {
    const labels = { team: at(i, 60, 't'), env: i % 2 === 0 ? 'prod' : 'test' }
    const endpoint = { id: `id${i}`, name: at(i, 600, 'e'), user: 'owner', labels }
    const question = { user: at(i * 7, 2000, 'u'), endpoint, service: at(i, 45, 'tcp/s'), now: NOW }
    if (decide(index, question).allowed) open++
  }
  const us = ((performance.now() - start) * 1000) / rounds
  console.log(
    `policy of 1000 rules: compiled in ${compiledMs.toFixed(1)} ms, ${us.toFixed(1)} us a decision, ${open} of ${rounds} open`,
  )
  expect(open).toBeGreaterThan(0)
  expect(open).toBeLessThan(rounds)
})
