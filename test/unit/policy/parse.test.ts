/** What is a policy and what is not: every fault has a code and names its place. */
import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { isFault } from '../../../src/common/errors.ts'
import { limits, parsePolicy } from '../../../src/common/policy/parse.ts'
import { covers } from '../../../src/common/policy/selectors.ts'
import { parseTime } from '../../../src/common/policy/time.ts'
import { policies, sample } from './samples.ts'

const good = { from: ['user:a'], to: ['user:b'], services: ['tcp/ssh'] }
const withRule = (changes: object) => ({ version: 1, rules: [good, { ...good, ...changes }] })
const goodTest = { from: 'a', to: 'b/laptop', service: 'tcp/ssh', expect: 'deny' }
const withTest = (changes: object) => ({ version: 1, tests: [{ ...goodTest, ...changes }] })
const many = <T>(length: number, item: T): T[] => Array.from({ length }, () => item)
const named = (length: number, item: unknown) => Object.fromEntries(Array.from({ length }, (_, i) => [`n${i}`, item]))

const refused: [unknown, code: string, words: string][] = [
  [null, 'bad-request', 'the policy is not an object'],
  [[], 'bad-request', 'the policy is not an object'],
  ['{}', 'bad-request', 'the policy is not an object'],
  [{}, 'bad-request', 'version is not a whole number'],
  [{ version: -1 }, 'bad-request', 'version is not a whole number'],
  [{ version: 1.5 }, 'bad-request', 'version is not a whole number'],
  [{ version: '1' }, 'bad-request', 'version is not a whole number'],
  [{ version: 1, rule: [] }, 'bad-request', 'rule is not a field'],
  [{ version: 1, groups: [] }, 'bad-request', 'groups is not an object'],
  [{ version: 1, groups: { 'a b': [] } }, 'bad-request', 'the name of a group "a b" is not a name'],
  [JSON.parse('{ "version": 1, "groups": { "__proto__": ["a"] } }'), 'bad-request', '"__proto__" is not a name'],
  [JSON.parse('{ "version": 1, "groups": { "toString": [] } }'), 'bad-request', '"toString" cannot be a name here'],
  [withRule({ from: ['group:valueOf'] }), 'bad-request', 'rules[1].from[0] "valueOf" cannot be a name here'],
  [withRule({ to: ['label:toString=x'] }), 'bad-request', 'rules[1].to[0] "toString" cannot be a name here'],
  [{ version: 1, groups: { a: 'root' } }, 'bad-request', 'groups.a is not a list'],
  [{ version: 1, groups: { a: ['root', 7] } }, 'bad-request', 'groups.a[1] is not a text'],
  [{ version: 1, groups: { a: ['root', 'group:b'] } }, 'bad-request', 'groups.a[1] "group:b" is a group'],
  [{ version: 1, groups: { a: ['user:root'] } }, 'bad-request', 'groups.a[0] "user:root" is not a name'],
  [{ version: 1, groups: { a: ['ro ot'] } }, 'bad-request', 'groups.a[0] "ro ot" is not a name'],
  [{ version: 1, groups: { a: [''] } }, 'bad-request', 'groups.a[0] is missing'],
  [{ version: 1, groups: { a: ['x'.repeat(64)] } }, 'bad-request', 'is not a name'],
  [{ version: 1, groups: { a: ['*'] } }, 'bad-request', 'groups.a[0] "*" is not a name'],
  [{ version: 1, rules: {} }, 'bad-request', 'rules is not a list'],
  [{ version: 1, rules: [7] }, 'bad-request', 'rules[0] is not an object'],
  [withRule({ deny: true }), 'bad-request', 'rules[1].deny is not a field'],
  [withRule({ from: undefined }), 'bad-request', 'rules[1].from is not a list'],
  [withRule({ from: 'user:a' }), 'bad-request', 'rules[1].from is not a list'],
  [withRule({ from: [] }), 'bad-request', 'rules[1].from is empty'],
  [withRule({ from: ['alice'] }), 'bad-request', 'rules[1].from[0] "alice" is not understood'],
  [withRule({ from: ['user:a', 'user:'] }), 'bad-request', 'rules[1].from[1] is missing'],
  [withRule({ from: ['user:*'] }), 'bad-request', 'rules[1].from[0] "*" is not a name'],
  [withRule({ from: ['User:a'] }), 'bad-request', 'rules[1].from[0] "User:a" is not understood'],
  [withRule({ from: ['endpoint:a'] }), 'bad-request', 'rules[1].from[0] "endpoint:a" is not understood'],
  [withRule({ from: ['label:a=b'] }), 'bad-request', 'rules[1].from[0] "label:a=b" is not understood'],
  [withRule({ from: [null] }), 'bad-request', 'rules[1].from[0] is not a text'],
  [withRule({ to: ['group:a'] }), 'bad-request', 'rules[1].to[0] "group:a" is not understood'],
  [withRule({ to: ['label:env'] }), 'bad-request', 'rules[1].to[0] "label:env" is not understood'],
  [withRule({ to: ['label:=prod'] }), 'bad-request', 'rules[1].to[0] is missing'],
  [withRule({ to: ['label:env='] }), 'bad-request', 'rules[1].to[0] is missing'],
  [withRule({ to: ['label:env=a=b'] }), 'bad-request', 'rules[1].to[0] "a=b" is not a name'],
  [withRule({ to: ['label:env=*'] }), 'bad-request', 'rules[1].to[0] "*" is not a name'],
  [withRule({ to: ['endpoint:a/b'] }), 'bad-request', 'rules[1].to[0] "a/b" is not a name'],
  [withRule({ services: ['ssh'] }), 'bad-request', 'rules[1].services[0] "ssh" is not understood'],
  [withRule({ services: ['sctp/ssh'] }), 'bad-request', 'rules[1].services[0] "sctp/ssh" is not understood'],
  [withRule({ services: ['TCP/ssh'] }), 'bad-request', 'rules[1].services[0] "TCP/ssh" is not understood'],
  [withRule({ services: ['tcp/'] }), 'bad-request', 'rules[1].services[0] is missing'],
  [withRule({ services: ['tcp/*sh'] }), 'bad-request', 'rules[1].services[0] "tcp/*sh" is not understood'],
  [withRule({ services: ['tcp/s*s*'] }), 'bad-request', 'rules[1].services[0] "tcp/s*s*" is not understood'],
  [withRule({ services: ['*/ssh'] }), 'bad-request', 'rules[1].services[0] "*/ssh" is not understood'],
  [withRule({ services: ['tcp/**'] }), 'bad-request', 'rules[1].services[0] "tcp/**" is not understood'],
  [withRule({ services: ['ztm/*'] }), 'bad-request', 'rules[1].services[0] "ztm/*" is not understood'],
  [withRule({ services: ['ztm/root'] }), 'bad-request', 'rules[1].services[0] "ztm/root" is not understood'],
  [withRule({ services: ['tcp/a/b'] }), 'bad-request', 'rules[1].services[0] "a/b" is not a name'],
  [withRule({ until: 1 }), 'bad-request', 'rules[1].until is not a time'],
  [withRule({ until: 'tomorrow' }), 'bad-request', 'rules[1].until "tomorrow" is not a time'],
  [withRule({ until: '9'.repeat(1000) }), 'bad-request', 'is not a time'],
  [{ version: 1, tests: [7] }, 'bad-request', 'tests[0] is not an object'],
  [withTest({ exepct: 'deny' }), 'bad-request', 'tests[0].exepct is not a field'],
  [withTest({ expect: 'yes' }), 'bad-request', 'tests[0].expect is neither "allow" nor "deny"'],
  [withTest({ from: 'user:a' }), 'bad-request', 'tests[0].from "user:a" is not a name'],
  [withTest({ to: 'laptop' }), 'bad-request', 'tests[0].to is not an endpoint'],
  [withTest({ to: 'a/b/c' }), 'bad-request', 'tests[0].to is not an endpoint'],
  [withTest({ to: 'a/' }), 'bad-request', 'tests[0].to is missing'],
  [withTest({ service: 'tcp/*' }), 'bad-request', 'tests[0].service "*" is not a name'],
  [withTest({ service: '*' }), 'bad-request', 'tests[0].service "*" is not understood'],
  [withTest({ labels: { env: 7 } }), 'bad-request', 'tests[0].labels.env is missing'],
  [withTest({ labels: { 'a=b': 'x' } }), 'bad-request', 'the key of a label in tests[0].labels "a=b" is not a name'],
  [{ version: 1, groups: named(limits.groups + 1, []) }, 'too-large', 'groups has 1001 items'],
  [{ version: 1, groups: { a: many(limits.members + 1, 'u') } }, 'too-large', 'groups.a has 10001 items'],
  [{ version: 1, groups: named(11, many(limits.members, 'u')) }, 'too-large', 'groups.n10 is too much'],
  [{ version: 1, rules: many(limits.rules + 1, good) }, 'too-large', 'rules has 2001 items'],
  [withRule({ from: many(limits.selectors + 1, '*') }), 'too-large', 'rules[1].from has 101 items'],
  [{ version: 1, rules: many(300, { ...good, from: many(100, '*') }) }, 'too-large', 'rules[196] is too much'],
  [{ version: 1, tests: many(limits.tests + 1, goodTest) }, 'too-large', 'tests has 1001 items'],
  [withTest({ labels: named(limits.labels + 1, 'x') }), 'too-large', 'tests[0].labels has 33 items'],
]

function faultOf(value: unknown): unknown {
  try {
    parsePolicy(value)
  } catch (caught) {
    return caught
  }
  return undefined
}

test.each(refused)('%j is refused as %s: %s', (value, code, words) => {
  const caught = faultOf(value)
  expect(caught).toMatchObject({ fault: true, code, message: expect.stringContaining(words) })
})

test('what is left out is empty, and what is there stays as it is', () => {
  expect(parsePolicy({ version: 0 })).toEqual({ version: 0, groups: {}, rules: [], tests: [] })
  const tests = [{ ...goodTest, labels: { env: 'prod' } }, goodTest]
  expect(parsePolicy({ ...sample, tests })).toEqual({ ...sample, tests })
  const services = ['tcp/a', 'udp/a-*', 'tcp/a*z', 'tcp/*', 'udp/*', '*', 'ztm/admin']
  expect(parsePolicy(withRule({ services })).rules[1]?.services).toEqual(services)
})

test('random policies are read back as they were written', () => {
  fc.assert(
    fc.property(policies, policy => {
      const text = JSON.stringify(policy)
      expect(JSON.stringify(parsePolicy(JSON.parse(text)))).toBe(text)
    }),
    { numRuns: 100 },
  )
})

test('whatever is read ends in a policy or in a fault', () => {
  const field = fc.constantFrom('version', 'groups', 'rules', 'tests', 'from', 'to', 'services', 'until')
  const leaf = fc.oneof(fc.constantFrom('*', 'user:a', 'tcp/a', '', null, undefined, 1, true), fc.string())
  const { tree } = fc.letrec(tie => ({
    tree: fc.oneof(
      { maxDepth: 4 },
      leaf,
      fc.array(tie('tree'), { maxLength: 3 }),
      fc.dictionary(field, tie('tree'), { maxKeys: 5 }),
    ),
  }))
  fc.assert(
    fc.property(fc.oneof(tree, fc.record({ version: fc.constant(1), rules: fc.array(tree), tests: tree })), value => {
      const caught = faultOf(value)
      expect(caught === undefined || isFault(caught)).toBe(true)
    }),
    { numRuns: 500 },
  )
})

describe('times', () => {
  test.each([
    ['2027-01-01T00:00:00Z', '2027-01-01T00:00:00.000Z'],
    ['2027-01-01t00:00:00z', '2027-01-01T00:00:00.000Z'],
    ['2027-01-01T00:00:00.5Z', '2027-01-01T00:00:00.500Z'],
    ['2027-01-01T00:00:00.123456789+00:00', '2027-01-01T00:00:00.123Z'],
    ['2027-01-01T02:30:00+02:30', '2027-01-01T00:00:00.000Z'],
    ['2026-12-31T23:00:00-01:00', '2027-01-01T00:00:00.000Z'],
    ['2028-02-29T00:00:00Z', '2028-02-29T00:00:00.000Z'],
  ])('%s is %s', (text, iso) => {
    expect(new Date(parseTime(text) ?? Number.NaN).toISOString()).toBe(iso)
  })

  test.each([
    '',
    '2027-01-01',
    '2027-01-01T00:00Z',
    '2027-01-01T00:00:00',
    '2027-01-01 00:00:00Z',
    '2027-01-01T00:00:00+0200',
    '2027-01-01T00:00:00+24:00',
    '2027-01-01T00:00:00+02:60',
    '2027-01-01T00:00:00.Z',
    '2027-01-01T00:00:00.5',
    '2027-01-01T00:00:00ZZ',
    ' 2027-01-01T00:00:00Z',
    '2027-02-29T00:00:00Z',
    '2027-02-30T00:00:00Z',
    '2027-13-01T00:00:00Z',
    '2027-00-01T00:00:00Z',
    '2027-01-01T24:00:00Z',
    '2027-01-01T00:60:00Z',
    '2027-01-01T00:00:60Z',
    '+02027-01-01T00:00:00Z',
    '２027-01-01T00:00:00Z',
  ])('%j is none', text => {
    expect(parseTime(text)).toBeUndefined()
  })
})

describe('patterns', () => {
  test.each([
    ['tcp/ssh', 'tcp/ssh', true],
    ['tcp/ssh', 'udp/ssh', false],
    ['tcp/ssh', 'tcp/SSH', false],
    ['tcp/pg-*', 'tcp/pg-', true],
    ['tcp/pg-*', 'tcp/pg-a.b', true],
    ['tcp/pg-*', 'tcp/pg', false],
    ['tcp/a*a', 'tcp/aa', true],
    ['tcp/a*a', 'tcp/a', false],
    ['tcp/*', 'udp/a', false],
    ['*', 'udp/a', true],
    ['*', 'ztm/admin', false],
    ['*', 'tcp/*', true],
    ['tcp/*', '*', false],
    ['tcp/a*', 'tcp/ab*c', true],
    ['tcp/ab*', 'tcp/a*', false],
  ])('%s covers %s: %s', (pattern, service, expected) => {
    expect(covers(pattern, service)).toBe(expected)
  })
})
