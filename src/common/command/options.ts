/**
 * Command-line options, declared once: the same table is parsed and printed as help.
 *
 * Owns no state. Does not exit and does not print: usage errors are faults of code `bad-request`.
 */
import { fault } from '../errors.ts'

/** One option. Without `value` it is a switch. */
export interface Option {
  /** Name of its value in the help, such as `DIR`; absent for a switch. */
  value?: string
  help: string
  /** Shown in the help and used when the option is absent. */
  default?: string
  /** May be given several times; collected in order. */
  many?: boolean
  required?: boolean
}

/** Options by their long name without the dashes. */
export type OptionTable = Record<string, Option>

/** What was typed: positional arguments, and each option's values in order (a switch has one, 'true'). */
export interface ParsedOptions {
  words: string[]
  has: (name: string) => boolean
  /** The last value, or the default, or ''. */
  text: (name: string) => string
  all: (name: string) => string[]
}

/** The literal that would switch Pipy back to its own options when it meets it among a script's arguments. */
const reservedByPipy = '--pipy-options'

/**
 * Parses arguments. `--name value`, `--name=value`, `--switch`; `--` ends the options.
 * Throws bad-request for an unknown option (naming the nearest), a missing value, a missing required option.
 */
export function parseOptions(table: OptionTable, args: string[]): ParsedOptions {
  const values = new Map<string, string[]>()
  const words: string[] = []
  let i = 0
  while (i < args.length) {
    const arg = args[i] ?? ''
    i++
    if (arg === '--') {
      while (i < args.length) words.push(args[i++] ?? '')
    } else if (arg.startsWith('--')) {
      i += takeOption(table, arg, args[i], values)
    } else {
      words.push(arg)
    }
  }
  for (const name of Object.keys(table)) {
    if (table[name]?.required && !values.has(name)) {
      throw fault('bad-request', `the option --${name} is missing`, `Give --${name} ${table[name]?.value ?? ''}`)
    }
  }
  return {
    words,
    has: name => values.has(name),
    text: name => lastOf(values.get(name)) ?? table[name]?.default ?? '',
    all: name => values.get(name) ?? [],
  }
}

/** Stores one option; returns how many further arguments it took. */
function takeOption(table: OptionTable, arg: string, next: string | undefined, values: Map<string, string[]>): number {
  if (arg === reservedByPipy) throw fault('bad-request', `${arg} is not an option of ZTM`)
  const equals = arg.indexOf('=')
  const name = equals < 0 ? arg.substring(2) : arg.substring(2, equals)
  const option = Object.keys(table).includes(name) ? table[name] : undefined
  if (!option) throw fault('bad-request', `unknown option --${name}`, suggest(name, Object.keys(table)))
  if (!option.value) {
    if (equals >= 0) throw fault('bad-request', `the option --${name} takes no value`)
    values.set(name, ['true'])
    return 0
  }
  const value = equals < 0 ? next : arg.substring(equals + 1)
  if (value === undefined) throw fault('bad-request', `the option --${name} needs a value`, `--${name} ${option.value}`)
  const before = option.many ? (values.get(name) ?? []) : []
  values.set(name, [...before, value])
  return equals < 0 ? 1 : 0
}

function lastOf(list: string[] | undefined): string | undefined {
  return list ? list[list.length - 1] : undefined
}

/** The hint for an unknown name: the nearest known one, else the way to the list. */
export function suggest(name: string, known: string[]): string {
  let best = ''
  let bestDistance = 4
  for (const candidate of known) {
    const d = editDistance(name, candidate)
    if (d < bestDistance) {
      best = candidate
      bestDistance = d
    }
  }
  return best === '' ? 'See --help for what there is.' : `Did you mean ${best}?`
}

/** Levenshtein distance, row by row. */
function editDistance(a: string, b: string): number {
  let row: number[] = []
  for (let j = 0; j <= b.length; j++) row.push(j)
  for (let i = 1; i <= a.length; i++) {
    const next: number[] = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a.charAt(i - 1) === b.charAt(j - 1) ? 0 : 1
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + same))
    }
    row = next
  }
  return row[b.length] ?? 0
}

/** The options part of a help text: one line each, aligned. */
export function describeOptions(table: OptionTable): string {
  const lines: string[] = []
  let width = 0
  for (const name of Object.keys(table)) width = Math.max(width, label(name, table[name]).length)
  for (const name of Object.keys(table)) {
    const option = table[name]
    if (!option) continue
    const standard = option.default ? ` (default ${option.default})` : ''
    lines.push(`  ${label(name, option).padEnd(width)}  ${option.help}${standard}`)
  }
  return lines.join('\n')
}

function label(name: string, option: Option | undefined): string {
  return option?.value ? `--${name} ${option.value}` : `--${name}`
}
