/**
 * Command-line options, declared once: the same table is parsed, printed as help, completed, and written into the reference.
 *
 * Owns no state. Does not exit and does not print: usage errors are faults of code `bad-request`.
 */
import { fault } from '../errors.ts'
import { suggest } from './suggest.ts'

/** Names that the agent knows: of one kind, or those of the noun in the word before. */
export type KnownName = 'mesh' | 'endpoint' | 'service' | 'user' | 'port' | 'hub' | 'any'

/** What a shell may complete a word with: names that the agent knows, files, or one of these words. */
export type Completion = KnownName | 'command' | 'file' | 'directory' | string[]

/** One option. Without `value` it is a switch. */
export interface Option {
  /** Name of its value in the help, such as `DIR`; absent for a switch. */
  value?: string
  /** Another name of it, of one letter: `-f`. */
  short?: string
  help: string
  /** Shown in the help and used when the option is absent. */
  default?: string
  /** May be given several times; collected in order. */
  many?: boolean
  required?: boolean
  /** What its value may be. */
  complete?: Completion
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
 * Parses arguments. `--name value`, `--name=value`, `--switch`; `--` ends the options, and `-` alone is a word.
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
    } else if (arg.startsWith('-') && arg !== '-') {
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
  const typed = equals < 0 ? arg : arg.substring(0, equals)
  const names = Object.keys(table)
  const isLong = typed.startsWith('--')
  const name = isLong ? typed.substring(2) : (names.find(one => `-${table[one]?.short}` === typed) ?? '')
  const option = names.includes(name) ? table[name] : undefined
  if (!option) throw unknownOption(typed, names)
  if (!option.value) {
    if (equals >= 0) throw fault('bad-request', `the option --${name} takes no value`, `Write --${name} alone`)
    values.set(name, ['true'])
    return 0
  }
  const value = equals < 0 ? next : arg.substring(equals + 1)
  if (value === undefined) throw fault('bad-request', `the option --${name} needs a value`, `--${name} ${option.value}`)
  const before = option.many ? (values.get(name) ?? []) : []
  values.set(name, [...before, value])
  return equals < 0 ? 1 : 0
}

function unknownOption(typed: string, names: string[]) {
  const long = typed.startsWith('--') ? typed : `-${typed}`
  return fault(
    'bad-request',
    `unknown option ${typed}`,
    suggest(
      long,
      names.map(name => `--${name}`),
    ),
  )
}

function lastOf(list: string[] | undefined): string | undefined {
  return list ? list[list.length - 1] : undefined
}
