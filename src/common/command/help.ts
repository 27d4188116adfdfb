/**
 * The help of a program, for people and, as JSON, for the reference, man pages and whoever wants to know.
 *
 * Pure, but for the width of the terminal.
 */
import type { ProgramDescription } from '../../api/command-line.ts'
import { version } from '../version.ts'
import type { Completion, Option, OptionTable } from './options.ts'
import { columnsOfTerminal, wrap } from './terminal.ts'

/** What a program is called with. */
export interface Program {
  /** As typed: `ztm run hub`. */
  name: string
  /** What it does, in a sentence. */
  summary: string
  /** What else one should know before using it; a paragraph each. */
  details?: string[]
  /** Its positional arguments, such as `MESH`; '' for none. */
  words: string
  /** At least and at most this many positional arguments. */
  count: [least: number, most: number]
  /** What each positional argument may be; the last one is for all that follow. */
  complete?: Completion[]
  options: OptionTable
  /** Real command lines that work; one at least. */
  examples: string[]
  /** The TypeScript type in src/api of what --json prints. */
  prints?: string
}

/** The options that every program has. */
export const commonOptions: OptionTable = { help: { help: 'print this and end' } }

/** Columns that the names of options take at most; what is longer has its help on a line of its own. */
const widestLabel = 28

export function usageOf({ name, words, options }: Program): string {
  const parts = [name]
  if (words) parts.push(words)
  for (const option of Object.keys(options)) {
    const { value, required } = options[option] ?? {}
    if (required) parts.push(`--${option} ${value ?? ''}`)
  }
  if (Object.keys(options).some(option => !options[option]?.required)) parts.push('[options]')
  return parts.join(' ')
}

/** The help text of one program, as wide as the terminal, if there is one. */
export function helpOf(program: Program): string {
  const columns = columnsOfTerminal() ?? Number.MAX_SAFE_INTEGER
  const paragraphs = [program.summary, `Usage: ${usageOf(program)}`, ...(program.details ?? [])]
  const options = describeOptions({ ...program.options, ...commonOptions }, columns)
  const examples = program.examples.map(example => `  ${example}`).join('\n')
  const text = paragraphs.map(paragraph => wrap(paragraph, columns).join('\n')).join('\n\n')
  return `${text}\n\nOptions:\n${options}\n\nExamples:\n${examples}`
}

/** One option a line, aligned, or more lines where the terminal is narrow. */
export function describeOptions(table: OptionTable, columns: number): string {
  const lines: string[] = []
  let width = 0
  for (const name of Object.keys(table)) width = Math.max(width, Math.min(widestLabel, label(name, table[name]).length))
  for (const name of Object.keys(table)) {
    const option = table[name]
    if (!option) continue
    const standard = option.default ? ` (default ${option.default})` : ''
    const head = label(name, option)
    const rest = wrap(option.help + standard, columns - width - 4)
    if (head.length > width) lines.push(`  ${head}`)
    rest.forEach((part, index) => {
      lines.push(`  ${(index === 0 && head.length <= width ? head : '').padEnd(width)}  ${part}`)
    })
  }
  return lines.join('\n')
}

function label(name: string, option: Option | undefined): string {
  const short = option?.short ? `-${option.short}, ` : ''
  return option?.value ? `${short}--${name} ${option.value}` : `${short}--${name}`
}

export function describeProgram(program: Program): ProgramDescription {
  const { name, summary, details = [], examples, prints } = program
  const table: OptionTable = { ...program.options, ...commonOptions }
  const options: ProgramDescription['options'] = []
  for (const [option, { value, short, help, default: standard, many, required }] of Object.entries(table)) {
    options.push({ name: option, short, value, help, default: standard, many, required })
  }
  return { name, summary, details, usage: usageOf(program), options, examples, prints, version }
}
