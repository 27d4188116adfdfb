/**
 * Finds what is odd in a policy that is well-formed: names that do not exist, rules that do nothing.
 *
 * Pure. What a rule repeats is in shadows.ts.
 */
import type { Finding, FindingKind, Policy, PolicyDirectory } from '../../api/policy.ts'
import { type CompiledPolicy, type CompiledRule, compilePolicy } from './compile.ts'
import { selectorsOf } from './match.ts'
import { nameIn } from './selectors.ts'
import { findShadow } from './shadows.ts'

/** Groups by their names, then rules in the order of the document. */
export function checkPolicy(
  policy: Policy,
  { directory, now }: { directory?: PolicyDirectory; now: number },
): Finding[] {
  const compiled = compilePolicy(policy)
  const known = directory ? knownOf(directory) : undefined
  return [
    ...checkGroups(policy, compiled, known),
    ...compiled.rules.flatMap((rule, index) => checkRule(compiled, rule, { index, now, known })),
  ]
}

/** Names that exist. */
interface Known {
  users: Set<string>
  /** Everything that a `to` can say and that is true of some endpoint. */
  selectors: Set<string>
}

function knownOf({ users, endpoints }: PolicyDirectory): Known {
  const selectors = new Set<string>()
  for (const endpoint of endpoints) {
    for (const selector of selectorsOf(endpoint)) selectors.add(selector)
  }
  return { users: new Set(users), selectors }
}

function warning(kind: FindingKind, place: string, message: string): Finding {
  return { level: 'warning', kind, place, message }
}

function checkGroups(policy: Policy, { from }: CompiledPolicy, known: Known | undefined): Finding[] {
  const findings: Finding[] = []
  for (const name of Object.keys(policy.groups).sort()) {
    const members = policy.groups[name] ?? []
    const place = `groups.${name}`
    // `admins` has a meaning of its own.
    if (name !== adminGroup && !from.has(`group:${name}`)) {
      findings.push(warning('unused-group', place, `no rule is from group:${name}`))
    }
    members.forEach((user, index) => {
      if (known && !known.users.has(user)) findings.push(unknownUser(user, `${place}[${index}]`))
    })
  }
  return findings
}

/** The group whose members administer the mesh. */
const adminGroup = 'admins'

function unknownUser(user: string, place: string): Finding {
  return warning('unknown-user', place, `there is no user ${user}`)
}

interface RuleContext {
  index: number
  now: number
  known: Known | undefined
}

function checkRule(policy: CompiledPolicy, rule: CompiledRule, { index, now, known }: RuleContext): Finding[] {
  const place = `rules[${index}]`
  const findings = rule.from.flatMap((selector, i) =>
    checkFrom(policy, selector, { place: `${place}.from[${i}]`, known }),
  )
  if (known) findings.push(...checkTo(rule, place, known))
  if (now >= rule.until) {
    findings.push(warning('expired', `${place}.until`, `it is over since ${new Date(rule.until).toISOString()}`))
  }
  const vain = whyNever(policy, rule)
  if (vain !== undefined) findings.push(warning('never-matches', place, vain))
  const shadow = findShadow(policy, index)
  if (shadow !== undefined) {
    findings.push(warning('duplicate', place, `rules[${shadow}] lets in everybody that this rule does`))
  }
  return findings
}

function checkFrom(
  { groups }: CompiledPolicy,
  selector: string,
  { place, known }: { place: string; known: Known | undefined },
): Finding[] {
  const group = nameIn(selector, 'group:')
  if (group !== undefined && !groups.has(group)) {
    return [{ level: 'error', kind: 'unknown-group', place, message: `there is no group ${group}` }]
  }
  const user = nameIn(selector, 'user:')
  return user !== undefined && known && !known.users.has(user) ? [unknownUser(user, place)] : []
}

function checkTo({ to }: CompiledRule, place: string, { users, selectors }: Known): Finding[] {
  return to.flatMap((selector, index) => {
    const where = `${place}.to[${index}]`
    const user = nameIn(selector, 'user:')
    if (user !== undefined) return users.has(user) ? [] : [unknownUser(user, where)]
    if (selectors.has(selector)) return []
    const label = nameIn(selector, 'label:')
    if (label !== undefined) return [warning('unknown-label', where, `no endpoint has the label ${label}`)]
    const endpoint = nameIn(selector, 'endpoint:')
    return endpoint === undefined ? [] : [warning('unknown-endpoint', where, `there is no endpoint ${endpoint}`)]
  })
}

/** Why the rule lets nobody in who would not be let in without it; undefined if it may. */
function whyNever({ groups }: CompiledPolicy, { from, to }: CompiledRule): string | undefined {
  const isEmpty = (selector: string) => {
    const name = nameIn(selector, 'group:')
    return name !== undefined && (groups.get(name)?.size ?? 0) === 0
  }
  if (from.every(isEmpty)) return 'nobody is in the groups that it is from'
  const owners = to.map(selector => nameIn(selector, 'user:'))
  const [only] = owners
  const isOwn = only !== undefined && owners.every(owner => owner === only) && from.every(one => one === `user:${only}`)
  return isOwn ? `${only} reaches its own endpoints without a rule` : undefined
}
