/**
 * Rules that another rule makes superfluous.
 *
 * Pure. Compares words, not users: a group is taken to hold no more than what it is called, but for a user that is in it.
 */
import { type CompiledPolicy, type CompiledRule, type RuleSet, setsOf } from './compile.ts'
import { findRules } from './decide.ts'
import { setsFor } from './match.ts'
import { anything, nameIn } from './selectors.ts'

/**
 * The first rule that lets in everybody that this rule does, for as long; undefined if there is none. Of rules that
 * say the same the first has no shadow.
 */
export function findShadow(policy: CompiledPolicy, index: number): number | undefined {
  const rule = policy.rules[index]
  if (!rule) return undefined
  return findRules(policy, wider(policy, rule)).find(other => {
    const found = policy.rules[other]
    if (other === index || !found || found.until < rule.until) return false
    return other < index || found.until > rule.until || !findRules(policy, wider(policy, found)).includes(index)
  })
}

/** For each selector of a rule the sets of rules that say as much or more. */
function wider(policy: CompiledPolicy, { from, to, services }: CompiledRule): RuleSet[][] {
  return [
    ...from.map(selector => setsOf(policy.from, widerFrom(policy, selector))),
    ...to.map(selector => setsOf(policy.to, selector === anything ? [anything] : [anything, selector])),
    ...services.map(service => setsFor(policy, service)),
  ]
}

function widerFrom({ groupsOf }: CompiledPolicy, selector: string): string[] {
  if (selector === anything) return [anything]
  const user = nameIn(selector, 'user:')
  const groups = user === undefined ? undefined : groupsOf.get(user)
  return [anything, selector, ...(groups ?? [])]
}
