/**
 * A policy from outside: unknown in, typed out, every fault with its place in the document (`rules[3].from[0]`).
 *
 * Pure. Knows what is well-formed; what is odd (groups that do not exist, rules that are over) is for check.ts to find.
 */
import type { Policy, PolicyRule, PolicyTest } from '../../api/policy.ts'
import { durationSeconds } from '../duration.ts'
import { fault } from '../errors.ts'
import { checkName } from '../names.ts'
import { parseNumber, parseObject } from '../parse.ts'
import { checkFrom, checkKey, checkService, checkServices, checkTo } from './selectors.ts'
import { parseTime } from './time.ts'

/** Sizes at most. Every endpoint holds the policy in memory, also a small router. */
export const limits = {
  groups: 1000,
  /** Users of one group. */
  members: 10_000,
  /** Of all groups together. */
  memberships: 100_000,
  rules: 2000,
  /** Of one list of a rule. */
  selectors: 100,
  /** Of all rules together: the index of rules takes 1 KB for each that differs. */
  allSelectors: 20_000,
  tests: 1000,
  /** Labels of an endpoint. */
  labels: 32,
}

/** The longest text of a time: one with a fraction of nanoseconds and an offset, and more than enough. */
const timeLength = 64

/** Throws bad-request, and too-large for what is well-formed but more than the limits. */
export function parsePolicy(value: unknown): Policy {
  const source = parseFields(value, 'the policy', ['version', 'groups', 'rules', 'tests', 'grace', 'keyExchange'])
  const groups = parseGroups(source.groups ?? {})
  const rules = parseList(source.rules ?? [], 'rules', { least: 0, most: limits.rules, parse: parseRule })
  const tests = parseList(source.tests ?? [], 'tests', { least: 0, most: limits.tests, parse: parseTest })
  checkSelectorCount(rules)
  const version = parseNumber(source.version, 'version', [0, Number.MAX_SAFE_INTEGER])
  const policy: Policy = { version, groups, rules, tests }
  if (source.grace !== undefined) policy.grace = parseGrace(source.grace)
  if (source.keyExchange !== undefined) policy.keyExchange = parseKeyExchange(source.keyExchange)
  return policy
}

function parseKeyExchange(value: unknown): 'hybrid' {
  if (value === 'hybrid') return value
  throw fault('bad-request', 'keyExchange is not "hybrid"', 'Leave it out, and what both sides have is used.')
}

function parseGrace(value: unknown): string {
  if (typeof value === 'string' && durationSeconds(value) !== undefined) return value
  throw fault('bad-request', 'grace is not a duration', 'Write it as 30m, 12h or 3d.')
}

/** An object that has no other fields. A misspelt one would silently be without effect. */
function parseFields(value: unknown, place: string, known: string[]): Record<string, unknown> {
  const source = parseObject(value, place)
  for (const key of Object.keys(source)) {
    if (known.includes(key)) continue
    const where = place === 'the policy' ? key : `${place}.${key}`
    throw fault('bad-request', `${where} is not a field`, `The fields here are ${known.join(', ')}.`)
  }
  return source
}

interface ListOf<Item> {
  least: number
  most: number
  parse: (item: unknown, place: string) => Item
}

function parseList<Item>(value: unknown, place: string, { least, most, parse }: ListOf<Item>): Item[] {
  if (!(value instanceof Array)) throw fault('bad-request', `${place} is not a list`)
  const list = value as unknown[]
  if (list.length < least) throw fault('bad-request', `${place} is empty`)
  if (list.length > most) throw fault('too-large', `${place} has ${list.length} items, the limit is ${most}`)
  return list.map((item, index) => parse(item, `${place}[${index}]`))
}

function parseGroups(value: unknown): Record<string, string[]> {
  const entries = Object.entries(parseObject(value, 'groups'))
  if (entries.length > limits.groups) {
    throw fault('too-large', `groups has ${entries.length} items, the limit is ${limits.groups}`)
  }
  let memberships = 0
  const groups: [string, string[]][] = []
  for (const [name, members] of entries) {
    const place = `groups.${checkKey(name, 'the name of a group')}`
    const list = parseList(members, place, { least: 0, most: limits.members, parse: parseMember })
    memberships += list.length
    if (memberships > limits.memberships) {
      throw fault('too-large', `${place} is too much: groups have more than ${limits.memberships} members together`)
    }
    groups.push([name, list])
  }
  return Object.fromEntries(groups)
}

function parseMember(value: unknown, place: string): string {
  if (typeof value !== 'string') throw fault('bad-request', `${place} is not a text`)
  if (value.startsWith('group:')) {
    throw fault('bad-request', `${place} ${JSON.stringify(value)} is a group`, 'Groups hold users only.')
  }
  if (value.startsWith('user:')) {
    throw fault('bad-request', `${place} ${JSON.stringify(value)} is not a name`, 'Write the name without user: here.')
  }
  return checkName(value, place)
}

function parseRule(value: unknown, place: string): PolicyRule {
  const source = parseFields(value, place, ['from', 'to', 'services', 'until'])
  const most = limits.selectors
  const rule: PolicyRule = {
    from: parseList(source.from, `${place}.from`, { least: 1, most, parse: checkFrom }),
    to: parseList(source.to, `${place}.to`, { least: 1, most, parse: checkTo }),
    services: parseList(source.services, `${place}.services`, { least: 1, most, parse: checkServices }),
  }
  if (source.until !== undefined) rule.until = parseUntil(source.until, `${place}.until`)
  return rule
}

function parseUntil(value: unknown, place: string): string {
  if (typeof value === 'string' && value.length <= timeLength && parseTime(value) !== undefined) return value
  const shown = typeof value === 'string' ? ` ${JSON.stringify(value.substring(0, timeLength))}` : ''
  throw fault('bad-request', `${place}${shown} is not a time`, 'Write it as 2027-01-31T12:00:00Z (RFC 3339).')
}

function parseTest(value: unknown, place: string): PolicyTest {
  const source = parseFields(value, place, ['from', 'to', 'service', 'expect', 'labels'])
  const { expect } = source
  if (expect !== 'allow' && expect !== 'deny') {
    throw fault('bad-request', `${place}.expect is neither "allow" nor "deny"`)
  }
  const test: PolicyTest = {
    from: checkName(source.from, `${place}.from`),
    to: parseTarget(source.to, `${place}.to`),
    service: checkService(source.service, `${place}.service`),
    expect,
  }
  if (source.labels !== undefined) test.labels = parseLabels(source.labels, `${place}.labels`)
  return test
}

function parseTarget(value: unknown, place: string): string {
  const parts = typeof value === 'string' ? value.split('/') : []
  if (parts.length !== 2) throw fault('bad-request', `${place} is not an endpoint`, 'Write USER/ENDPOINT.')
  return parts.map(part => checkName(part, place)).join('/')
}

/** Labels of an endpoint: names by names. Throws bad-request, too-large. */
export function parseLabels(value: unknown, place: string): Record<string, string> {
  const entries = Object.entries(parseObject(value, place))
  if (entries.length > limits.labels) {
    throw fault('too-large', `${place} has ${entries.length} items, the limit is ${limits.labels}`)
  }
  const labels = entries.map(([key, text]): [string, string] => [
    checkKey(key, `the key of a label in ${place}`),
    checkName(text, `${place}.${key}`),
  ])
  return Object.fromEntries(labels)
}

function checkSelectorCount(rules: PolicyRule[]): void {
  let count = 0
  rules.forEach(({ from, to, services }, index) => {
    count += from.length + to.length + services.length
    if (count <= limits.allSelectors) return
    throw fault(
      'too-large',
      `rules[${index}] is too much: rules have more than ${limits.allSelectors} selectors together`,
      'Groups, labels and patterns say the same in fewer words.',
    )
  })
}
