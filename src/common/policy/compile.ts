/**
 * The index of a policy: for each selector the set of rules that hold it, so that a decision looks at no rule by itself.
 *
 * Owns the index that it makes, which nobody changes afterwards. A set of rules is a list of words with a bit for each
 * rule: sets are joined and met 30 rules at a time, whatever the policy looks like.
 */
import type { Policy } from '../../api/policy.ts'
import { anything, nameIn } from './selectors.ts'
import { parseTime } from './time.ts'

/** Bits of a word that are used: of 32, those that are above any doubt about signs on every engine. */
export const bitsPerWord = 30

/** A set of rules. */
export type RuleSet = number[]

/** Never over. */
export const forever = Number.MAX_SAFE_INTEGER

export interface CompiledRule {
  from: string[]
  to: string[]
  services: string[]
  /** Milliseconds since 1970. */
  until: number
}

/** A pattern, and the rules that hold it. */
export interface PatternSet {
  pattern: string
  rules: RuleSet
}

export interface CompiledPolicy {
  version: number
  rules: CompiledRule[]
  /** Users by group. */
  groups: Map<string, Set<string>>
  /** By user: the groups that it is in and that rules name, as selectors. */
  groupsOf: Map<string, string[]>
  from: Map<string, RuleSet>
  to: Map<string, RuleSet>
  /** By service, for rules that name it whole. */
  services: Map<string, RuleSet>
  /** By what stands before the star of a pattern. */
  patterns: Map<string, PatternSet[]>
  /** How long that is in some pattern. */
  lengths: number[]
  /** Words of a set. */
  words: number
}

/** Indexes a policy that was parsed. Takes a time in proportion to its size. */
export function compilePolicy(policy: Policy): CompiledPolicy {
  const words = Math.ceil(policy.rules.length / bitsPerWord)
  const groups = new Map<string, Set<string>>()
  for (const [name, members] of Object.entries(policy.groups)) groups.set(name, new Set(members))
  const rules = policy.rules.map(({ from, to, services, until }) => ({
    from,
    to,
    services,
    until: until === undefined ? forever : (parseTime(until) ?? 0),
  }))
  const compiled: CompiledPolicy = {
    version: policy.version,
    rules,
    groups,
    groupsOf: new Map(),
    from: new Map(),
    to: new Map(),
    services: new Map(),
    patterns: new Map(),
    lengths: [],
    words,
  }
  const patterns = new Map<string, RuleSet>()
  rules.forEach((rule, index) => {
    for (const selector of rule.from) add(compiled.from, selector, { index, words })
    for (const selector of rule.to) add(compiled.to, selector, { index, words })
    for (const service of rule.services) {
      add(service.includes(anything) ? patterns : compiled.services, service, { index, words })
    }
  })
  indexPatterns(compiled, patterns)
  indexGroups(compiled)
  return compiled
}

function add(sets: Map<string, RuleSet>, key: string, { index, words }: { index: number; words: number }): void {
  let set = sets.get(key)
  if (!set) {
    set = emptySet(words)
    sets.set(key, set)
  }
  const word = Math.floor(index / bitsPerWord)
  set[word] = (set[word] ?? 0) | (1 << (index % bitsPerWord))
}

export function emptySet(words: number): RuleSet {
  const set: RuleSet = []
  for (let word = 0; word < words; word++) set.push(0)
  return set
}

function indexPatterns({ patterns, lengths }: CompiledPolicy, sets: Map<string, RuleSet>): void {
  for (const [pattern, rules] of sets) {
    const length = pattern.indexOf(anything)
    const before = pattern.substring(0, length)
    const known = patterns.get(before)
    if (known) known.push({ pattern, rules })
    else patterns.set(before, [{ pattern, rules }])
    if (!lengths.includes(length)) lengths.push(length)
  }
}

function indexGroups({ from, groups, groupsOf }: CompiledPolicy): void {
  for (const selector of from.keys()) {
    const name = nameIn(selector, 'group:')
    const members = name === undefined ? undefined : groups.get(name)
    if (!members) continue
    for (const user of members) {
      const known = groupsOf.get(user)
      if (known) known.push(selector)
      else groupsOf.set(user, [selector])
    }
  }
}

/** The sets of `keys` that are not empty. */
export function setsOf(sets: Map<string, RuleSet>, keys: string[]): RuleSet[] {
  const found: RuleSet[] = []
  for (const key of keys) {
    const set = sets.get(key)
    if (set) found.push(set)
  }
  return found
}

/** One word of the union of sets. */
export function unionWord(sets: RuleSet[], word: number): number {
  let union = 0
  for (const set of sets) union = union | (set[word] ?? 0)
  return union
}

/** The rules of a word. */
export function rulesIn(bits: number, word: number): number[] {
  const rules: number[] = []
  for (let bit = 0; bit < bitsPerWord; bit++) {
    if (bits & (1 << bit)) rules.push(word * bitsPerWord + bit)
  }
  return rules
}
