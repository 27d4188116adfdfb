/** What the lint of a policy finds; and that what it calls superfluous is. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import type { Finding, PolicyRule } from '../../../src/api/policy.ts'
import { checkPolicy } from '../../../src/common/policy/check.ts'
import { compilePolicy } from '../../../src/common/policy/compile.ts'
import { decide } from '../../../src/common/policy/decide.ts'
import { db1, laptop, NOW, policies, questions, sample, web1 } from './samples.ts'

const directory = { users: ['root', 'alice', 'bob', 'carol', 'dora'], endpoints: [laptop, db1, web1] }
const short = ({ level, kind, place }: Finding) => `${level} ${kind} ${place}`

function findings(rules: PolicyRule[], groups: Record<string, string[]> = { ops: ['alice', 'bob'], none: [] }) {
  const policy = { version: 1, groups, rules, tests: [] }
  return checkPolicy(policy, { directory, now: NOW }).filter(({ kind }) => kind !== 'unused-group')
}
const rule = (changes: Partial<PolicyRule> = {}): PolicyRule => ({
  from: ['group:ops'],
  to: ['label:env=prod'],
  services: ['tcp/ssh'],
  ...changes,
})

test('the sample has what it was given, and nothing else', () => {
  expect(checkPolicy(sample, { directory, now: NOW }).map(short)).toEqual([
    'warning unused-group groups.nobody',
    'warning expired rules[4].until',
  ])
})

const cases: [string, PolicyRule[], string[]][] = [
  ['a group that does not exist', [rule({ from: ['user:bob', 'group:op'] })], ['error unknown-group rules[0].from[1]']],
  [
    'only groups that do not exist',
    [rule({ from: ['group:op'] })],
    ['error unknown-group rules[0].from[0]', 'warning never-matches rules[0]'],
  ],
  ['a group of nobody', [rule({ from: ['group:none'] })], ['warning never-matches rules[0]']],
  ['a user who does not exist', [rule({ from: ['user:bbo'] })], ['warning unknown-user rules[0].from[0]']],
  ['endpoints of nobody', [rule({ to: ['user:bbo'] })], ['warning unknown-user rules[0].to[0]']],
  ['endpoints of a user without any', [rule({ to: ['user:bob'] })], []],
  ['an endpoint that does not exist', [rule({ to: ['endpoint:db2'] })], ['warning unknown-endpoint rules[0].to[0]']],
  ['an endpoint by its id', [rule({ to: ['endpoint:id-db1'] })], []],
  ['a label that nobody has', [rule({ to: ['label:env=prd'] })], ['warning unknown-label rules[0].to[0]']],
  ['a rule that is over', [rule({ until: '2026-11-24T12:00:00Z' })], ['warning expired rules[0].until']],
  ['a rule that is not over yet', [rule({ until: '2026-11-24T12:00:01Z' })], []],
  ['a rule for what needs none', [rule({ from: ['user:bob'], to: ['user:bob'] })], ['warning never-matches rules[0]']],
  ['the same rule twice', [rule(), rule()], ['warning duplicate rules[1]']],
  ['a rule before a wider one', [rule(), rule({ services: ['tcp/*'] })], ['warning duplicate rules[0]']],
  ['a member besides its group', [rule(), rule({ from: ['user:bob'] })], ['warning duplicate rules[1]']],
  ['a member besides the group of others', [rule(), rule({ from: ['user:carol'] })], []],
  ['a rule besides everybody', [rule({ from: ['*'] }), rule()], ['warning duplicate rules[1]']],
  ['half of it besides everybody', [rule({ from: ['*'] }), rule({ to: ['label:env=prod', 'user:dora'] })], []],
  ['the same for longer', [rule({ until: '2027-01-01T00:00:00Z' }), rule()], ['warning duplicate rules[0]']],
  ['administration besides every service', [rule({ services: ['*'] }), rule({ services: ['ztm/admin'] })], []],
  [
    'a pattern in a wider one',
    [rule({ services: ['tcp/s*'] }), rule({ services: ['tcp/ss*h'] })],
    ['warning duplicate rules[1]'],
  ],
]

describe('rules', () => {
  test.each(cases)('%s', (_, rules, expected) => {
    expect(findings(rules).map(short)).toEqual(expected)
  })
})

test('members who do not exist are found where they stand', () => {
  const found = findings([rule()], { ops: ['bob', 'bbo'] })
  expect(found).toEqual([
    { level: 'warning', kind: 'unknown-user', place: 'groups.ops[1]', message: 'there is no user bbo' },
  ])
})

test('without a directory names are not questioned', () => {
  const policy = {
    version: 1,
    groups: {},
    rules: [rule({ from: ['user:x'], to: ['user:y', 'endpoint:z'] })],
    tests: [],
  }
  expect(checkPolicy(policy, { now: NOW })).toEqual([])
})

test('random policies decide the same without the rules that are called superfluous', () => {
  const superfluous = ['duplicate', 'never-matches', 'expired']
  fc.assert(
    fc.property(policies, fc.array(questions, { minLength: 1, maxLength: 20 }), (policy, list) => {
      // What is over at NOW is so at NOW and later.
      const found = checkPolicy(policy, { now: NOW }).filter(({ kind }) => superfluous.includes(kind))
      const places = new Set(found.map(({ place }) => place.replace('.until', '')))
      const rules = policy.rules.filter((_, index) => !places.has(`rules[${index}]`))
      const [all, rest] = [compilePolicy(policy), compilePolicy({ ...policy, rules })]
      for (const question of list) {
        const later = { ...question, now: Math.max(question.now, NOW) }
        expect(decide(rest, later).allowed).toBe(decide(all, later).allowed)
      }
    }),
    { numRuns: 300 },
  )
})
