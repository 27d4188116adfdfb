/**
 * Policies and questions for the tests of this folder: written out, and random ones over few names so that they meet.
 *
 * `naive` decides by reading the document as its description has it, rule by rule: what decide must agree with.
 */
import fc from 'fast-check'
import type { AccessQuestion, Policy, PolicyEndpoint, PolicyRule } from '../../../src/api/policy.ts'

export const NOW = Date.parse('2026-11-24T12:00:00Z')

export const laptop: PolicyEndpoint = { id: 'id-laptop', name: 'laptop', user: 'alice', labels: {} }
export const db1: PolicyEndpoint = { id: 'id-db1', name: 'db1', user: 'dora', labels: { env: 'prod', tier: 'data' } }
export const web1: PolicyEndpoint = { id: 'id-web1', name: 'web1', user: 'dora', labels: { env: 'prod' } }

/** The policy of the documentation, with what else the tests need. */
export const sample: Policy = {
  version: 12,
  groups: { admins: ['root'], ops: ['alice', 'bob'], nobody: [] },
  rules: [
    { from: ['group:ops'], to: ['label:env=prod'], services: ['tcp/ssh', 'tcp/pg-*'] },
    { from: ['user:carol'], to: ['user:alice'], services: ['tcp/git'], until: '2027-01-01T00:00:00Z' },
    { from: ['*'], to: ['endpoint:web1'], services: ['tcp/www'] },
    { from: ['group:admins'], to: ['*'], services: ['ztm/admin'] },
    { from: ['user:carol'], to: ['label:tier=data'], services: ['*'], until: '2026-01-01T00:00:00Z' },
  ],
  tests: [],
}

export function ask(user: string, endpoint: PolicyEndpoint, service: string, users?: string[]): AccessQuestion {
  return { user, endpoint, service, users, now: NOW }
}

function matchesFrom({ from }: PolicyRule, groups: Policy['groups'], user: string): boolean {
  return from.some(one => {
    if (one === '*' || one === `user:${user}`) return true
    const group = one.startsWith('group:') ? one.slice(6) : ''
    return Object.hasOwn(groups, group) && groups[group]?.includes(user)
  })
}

function matchesTo({ to }: PolicyRule, { id, name, user, labels }: PolicyEndpoint): boolean {
  return to.some(one => {
    if (one === '*' || one === `user:${user}` || one === `endpoint:${name}` || one === `endpoint:${id}`) return true
    return Object.entries(labels).some(([key, value]) => one === `label:${key}=${value}`)
  })
}

function matchesService({ services }: PolicyRule, service: string): boolean {
  return services.some(one => {
    if (one === service) return true
    if (service === 'ztm/admin') return false
    return new RegExp(`^${one.replaceAll('.', '\\.').replace('*', '.*')}$`).test(service)
  })
}

/** The rules that let somebody in, by their numbers. */
export function naiveRules(policy: Policy, { user, endpoint, service, now }: AccessQuestion): number[] {
  return policy.rules.flatMap((rule, index) => {
    const isOn = rule.until === undefined || now < Date.parse(rule.until)
    const matches = matchesFrom(rule, policy.groups, user) && matchesTo(rule, endpoint) && matchesService(rule, service)
    return isOn && matches ? [index] : []
  })
}

export function naive(policy: Policy, question: AccessQuestion): boolean {
  const { user, endpoint, users } = question
  if (user === endpoint.user) return true
  return (!users || users.includes(user)) && naiveRules(policy, question).length > 0
}

const users = ['ann', 'ben', 'cy', 'toString']
const user = fc.constantFrom(...users)
const group = fc.constantFrom('g', 'h', 'constructor')
const key = fc.constantFrom('env', 'os')
const value = fc.constantFrom('prod', 'test')
const name = fc.constantFrom('one', 'two')
const id = fc.constantFrom('id-1', 'id-2', 'one')

const from = fc.oneof(
  { weight: 1, arbitrary: fc.constant('*') },
  { weight: 4, arbitrary: user.map(u => `user:${u}`) },
  { weight: 4, arbitrary: group.map(g => `group:${g}`) },
)
const to = fc.oneof(
  { weight: 1, arbitrary: fc.constant('*') },
  { weight: 2, arbitrary: user.map(u => `user:${u}`) },
  { weight: 2, arbitrary: fc.oneof(name, id).map(n => `endpoint:${n}`) },
  { weight: 3, arbitrary: fc.tuple(key, value).map(([k, v]) => `label:${k}=${v}`) },
)
const service = fc.constantFrom('tcp/a', 'tcp/ab', 'tcp/a.b', 'tcp/abcb', 'tcp/b', 'udp/a', 'ztm/admin')
const services = fc.oneof(service, fc.constantFrom('tcp/*', 'udp/*', '*', 'tcp/a*', 'tcp/a*b', 'tcp/ab*b', 'tcp/a.*'))
const until = fc.constantFrom(undefined, '2026-01-01T00:00:00Z', '2026-11-24T13:00:00+01:00', '2027-01-01T00:00:00.5Z')

const some = <T>(item: fc.Arbitrary<T>) => fc.array(item, { minLength: 1, maxLength: 3 })
const rule: fc.Arbitrary<PolicyRule> = fc
  .record({ from: some(from), to: some(to), services: some(services), until })
  .map(({ until: end, ...rest }) => (end === undefined ? rest : { ...rest, until: end }))

/** Up to 70 rules: more than two words of a set. */
export const policies: fc.Arbitrary<Policy> = fc.record({
  version: fc.nat(),
  groups: fc
    .array(fc.tuple(group, fc.array(user, { maxLength: 3 })), { maxLength: 3 })
    .map(list => Object.fromEntries(list)),
  rules: fc.oneof(fc.array(rule, { maxLength: 6 }), fc.array(rule, { minLength: 25, maxLength: 70 })),
  tests: fc.constant([]),
})

const endpoint = fc.record({
  id,
  name,
  user,
  labels: fc.dictionary(key, value, { noNullPrototype: true }),
})

export const questions: fc.Arbitrary<AccessQuestion> = fc.record({
  user,
  endpoint,
  service,
  now: fc.constantFrom(NOW - 1, NOW, NOW + 1),
  users: fc.option(fc.array(user, { maxLength: 3 }), { nil: undefined, freq: 4 }),
})

export const everybody = users
