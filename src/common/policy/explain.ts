/**
 * Answers to people about a policy: why or why not, who can reach this, what can this user reach.
 *
 * Pure. Looks at every rule, so it is for questions of people and not for streams. Every verdict is decide's.
 */
import type {
  AccessQuestion,
  Callers,
  Decision,
  Explanation,
  NearRule,
  PolicyTarget,
  Reachable,
} from '../../api/policy.ts'
import type { CompiledPolicy, CompiledRule } from './compile.ts'
import { decide, findRules } from './decide.ts'
import { setsFor, setsTo, wordsFor, wordsFrom, wordsTo } from './match.ts'
import { anything, nameIn } from './selectors.ts'

/** Rules that come close, at most: more of them explain nothing. */
const mostNear = 5

/** A rule that misses more than this has nothing to do with the question: it fits in one part of four at best. */
const mostMissing = 2

/** The decision, and for a refusal the rules that would need the least change. */
export function explain(policy: CompiledPolicy, question: AccessQuestion): Explanation {
  const decision = decide(policy, question)
  return { ...decision, near: decision.allowed ? [] : findNear(policy, question) }
}

function findNear(policy: CompiledPolicy, question: AccessQuestion): NearRule[] {
  const near: NearRule[] = []
  policy.rules.forEach((rule, index) => {
    const missing = missingIn(policy, rule, question)
    if (missing.length > 0 && missing.length <= mostMissing) near.push({ rule: index, missing })
  })
  return near.sort((a, b) => a.missing.length - b.missing.length || a.rule - b.rule).slice(0, mostNear)
}

function missingIn(policy: CompiledPolicy, rule: CompiledRule, question: AccessQuestion): NearRule['missing'] {
  const { user, endpoint, service, now } = question
  const missing: NearRule['missing'] = []
  if (wordsFrom(policy, rule, user) === undefined) {
    missing.push({ part: 'from', message: `it is from ${rule.from.join(', ')}, and ${user} is none of them` })
  }
  if (wordsTo(rule, endpoint) === undefined) {
    const message = `it leads to ${rule.to.join(', ')}, and ${endpoint.name} of ${endpoint.user} is none of them`
    missing.push({ part: 'to', message })
  }
  if (wordsFor(rule, service) === undefined) {
    missing.push({ part: 'services', message: `it is for ${rule.services.join(', ')}, not for ${service}` })
  }
  if (now >= rule.until) {
    missing.push({ part: 'until', message: `it is over since ${new Date(rule.until).toISOString()}` })
  }
  return missing
}

/** Who can reach this: users that own it or that the policy names, in the order of their names. */
export function listCallers(policy: CompiledPolicy, target: PolicyTarget & { now: number }): Callers {
  const { endpoint, service, users: offered } = target
  const users = new Set<string>([endpoint.user])
  let everybody: Decision | undefined
  for (const index of findRules(policy, [setsTo(policy, endpoint), setsFor(policy, service)])) {
    const rule = policy.rules[index]
    if (!rule || target.now >= rule.until) continue
    if (rule.from.includes(anything)) {
      // Whom it is offered to is then all that counts.
      if (offered) addAll(users, offered)
      else everybody ??= { allowed: true, why: `rules[${index}]: it is from everybody`, rule: index }
    }
    for (const selector of rule.from) addAll(users, usersOf(policy, selector))
  }
  const found: Callers = { users: [] }
  if (everybody) found.everybody = everybody
  for (const user of Array.from(users).sort()) {
    const decision = decide(policy, { ...target, user })
    if (decision.allowed) found.users.push({ user, ...decision })
  }
  return found
}

function usersOf({ groups }: CompiledPolicy, selector: string): string[] {
  const user = nameIn(selector, 'user:')
  if (user !== undefined) return [user]
  const members = groups.get(nameIn(selector, 'group:') ?? '')
  return members ? Array.from(members) : []
}

function addAll(set: Set<string>, items: readonly string[]): void {
  for (const item of items) set.add(item)
}

/** What this user can reach of these, in their order. */
export function listReachable(
  policy: CompiledPolicy,
  { user, targets, now }: { user: string; targets: readonly PolicyTarget[]; now: number },
): Reachable[] {
  const found: Reachable[] = []
  for (const { endpoint, service, users } of targets) {
    const decision = decide(policy, { user, endpoint, service, users, now })
    if (decision.allowed) found.push({ endpoint: endpoint.id, service, ...decision })
  }
  return found
}
