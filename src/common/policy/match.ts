/**
 * How one caller, endpoint or service meets the selectors of rules: the sets of rules it is in, and the same in words.
 *
 * Pure.
 */
import type { PolicyEndpoint } from '../../api/policy.ts'
import { type CompiledPolicy, type CompiledRule, type RuleSet, setsOf } from './compile.ts'
import { anything, covers, nameIn } from './selectors.ts'

/** Rules from this user. */
export function setsFrom(policy: CompiledPolicy, user: string): RuleSet[] {
  const sets = setsOf(policy.from, [anything, `user:${user}`])
  const groups = policy.groupsOf.get(user)
  return groups ? sets.concat(setsOf(policy.from, groups)) : sets
}

/** Rules to this endpoint. */
export function setsTo(policy: CompiledPolicy, endpoint: PolicyEndpoint): RuleSet[] {
  return setsOf(policy.to, selectorsOf(endpoint))
}

/** Rules for this service, or for all services of this pattern. */
export function setsFor(policy: CompiledPolicy, service: string): RuleSet[] {
  const sets = setsOf(policy.services, [service])
  for (const length of policy.lengths) {
    for (const { pattern, rules } of policy.patterns.get(service.substring(0, length)) ?? []) {
      if (covers(pattern, service)) sets.push(rules)
    }
  }
  return sets
}

/** Every selector of `to` that an endpoint meets. */
export function selectorsOf({ id, name, user, labels }: PolicyEndpoint): string[] {
  const selectors = [anything, `user:${user}`, `endpoint:${name}`]
  if (id !== name) selectors.push(`endpoint:${id}`)
  for (const [key, value] of Object.entries(labels)) selectors.push(`label:${key}=${value}`)
  return selectors
}

/** How the rule means this user, in words; undefined if it does not. */
export function wordsFrom(policy: CompiledPolicy, rule: CompiledRule, user: string): string | undefined {
  for (const selector of rule.from) {
    if (selector === anything) return 'it is from everybody'
    if (selector === `user:${user}`) return `it is from ${selector}`
    const group = nameIn(selector, 'group:')
    if (group !== undefined && policy.groups.get(group)?.has(user)) return `${user} is in ${selector}`
  }
  return undefined
}

/** How the rule means this endpoint, in words; undefined if it does not. */
export function wordsTo(rule: CompiledRule, endpoint: PolicyEndpoint): string | undefined {
  const own = selectorsOf(endpoint)
  const selector = rule.to.find(one => own.includes(one))
  if (selector === undefined) return undefined
  if (selector === anything) return 'it is to every endpoint'
  if (selector.startsWith('user:')) return `${endpoint.name} is an endpoint of ${selector}`
  if (selector.startsWith('label:')) return `${endpoint.name} has ${selector}`
  return `it is to ${selector}`
}

/** How the rule means this service, in words; undefined if it does not. */
export function wordsFor(rule: CompiledRule, service: string): string | undefined {
  const pattern = rule.services.find(one => covers(one, service))
  if (pattern === undefined) return undefined
  if (pattern === service) return `it is for ${service}`
  return pattern === anything ? 'it is for every service' : `${service} is one of ${pattern}`
}
