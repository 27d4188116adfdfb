/**
 * The decision: may this user reach this service on this endpoint, now, and why.
 *
 * Pure, and the only place that decides: the agent that serves, `explain`, the console and the policy's own tests all ask
 * here. What the caller is told is no business of this file.
 */
import type { AccessQuestion, Decision } from '../../api/policy.ts'
import { type CompiledPolicy, type RuleSet, rulesIn, unionWord } from './compile.ts'
import { setsFor, setsFrom, setsTo, wordsFor, wordsFrom, wordsTo } from './match.ts'

/** Takes microseconds, however many rules there are. Never throws. */
export function decide(policy: CompiledPolicy, question: AccessQuestion): Decision {
  const { user, endpoint, service, users } = question
  if (user === '') return deny('the caller has no user')
  if (user === endpoint.user) return { allowed: true, why: `${endpoint.name} is an endpoint of ${user}` }
  const sides = [setsTo(policy, endpoint), setsFor(policy, service), setsFrom(policy, user)]
  const matching = findRules(policy, sides)
  const rule = matching.find(index => isOn(policy, index, question.now))
  if (rule === undefined) return deny(whyNot(policy, question, { sides, matching }))
  const words = `rules[${rule}]: ${howMatches(policy, rule, question)}`
  if (users && !users.includes(user)) {
    return deny(`${words}; but ${endpoint.user} offers ${service} on ${endpoint.name} to others only`)
  }
  return { allowed: true, why: words, rule }
}

function deny(why: string): Decision {
  return { allowed: false, why }
}

function isOn(policy: CompiledPolicy, rule: number, now: number): boolean {
  return now < (policy.rules[rule]?.until ?? 0)
}

/** The rules that are in a set of every side, in the order of the document. */
export function findRules({ words }: CompiledPolicy, sides: RuleSet[][]): number[] {
  const found: number[] = []
  for (let word = 0; word < words; word++) {
    let bits = -1
    for (const sets of sides) {
      bits = bits & unionWord(sets, word)
      if (bits === 0) break
    }
    if (bits !== 0) found.push(...rulesIn(bits, word))
  }
  return found
}

function howMatches(policy: CompiledPolicy, index: number, { user, endpoint, service }: AccessQuestion): string {
  const rule = policy.rules[index]
  if (!rule) return ''
  return [wordsFrom(policy, rule, user), wordsTo(rule, endpoint), wordsFor(rule, service)].join(', ')
}

/** What was looked at in vain. */
interface Looked {
  /** To the endpoint, for the service, from the user. */
  sides: RuleSet[][]
  /** Rules that match but for their time. */
  matching: number[]
}

function whyNot(
  policy: CompiledPolicy,
  { user, endpoint, service }: AccessQuestion,
  { sides, matching }: Looked,
): string {
  const [over] = matching
  if (over !== undefined) {
    const until = new Date(policy.rules[over]?.until ?? 0).toISOString()
    return `rules[${over}] would let ${user} in, but is over since ${until}`
  }
  const [to = [], , from = []] = sides
  if (from.length === 0) return `no rule is from ${user}, from one of its groups or from everybody`
  if (findRules(policy, [to, from]).length === 0) {
    return `no rule that is from ${user} leads to ${endpoint.name} of ${endpoint.user}`
  }
  return `no rule from ${user} to ${endpoint.name} of ${endpoint.user} is for ${service}`
}
