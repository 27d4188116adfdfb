/**
 * `ztm help`: the list of commands for people, and as JSON for the reference and the man page.
 *
 * Owns nothing: commands.ts has the commands.
 */
import type { CommandList, ProgramDescription } from '../api/command-line.ts'
import { describeProgram, type Program } from '../common/command/help.ts'
import { columnsOfTerminal, wrap } from '../common/command/terminal.ts'
import { version } from '../common/version.ts'
import { type Command, timeoutOption } from './command.ts'
import { findCommand, groups } from './commands.ts'

const roleLine: [name: string, summary: string] = [
  'run ca|hub|agent',
  'Runs a role in the foreground: ztm run hub --help',
]

/** Columns for what is typed; longer ones have their summary on the next line. */
const nameColumns = 26

/** The command of that name as a program with all its options; undefined if there is none. */
export function findProgram(name: string): (Program & Pick<Command, 'run'>) | undefined {
  const command = findCommand(name)
  if (!command) return undefined
  const options = command.isLocal ? command.options : { ...command.options, ...timeoutOption }
  return { ...command, options, name: `ztm ${name}` }
}

/** The list for people, as wide as the terminal, if there is one. */
export function overview(): string {
  const columns = columnsOfTerminal() ?? Number.MAX_SAFE_INTEGER
  const lines = ['Usage: ztm COMMAND [words] [options]', '', 'Programs that stay', ...entry(roleLine, columns)]
  for (const { title, commands } of groups) {
    lines.push('', title)
    for (const [name, { words, summary }] of Object.entries(commands)) {
      lines.push(...entry([`${name} ${words}`.trimEnd(), summary], columns))
    }
  }
  lines.push('', ...wrap('ztm COMMAND --help tells more about one, ztm ui shows the console in a browser.', columns))
  return lines.join('\n')
}

function entry([name, summary]: [name: string, summary: string], columns: number): string[] {
  const rest = wrap(summary, columns - nameColumns - 2)
  const isLong = name.length >= nameColumns
  const lines = isLong ? wrap(name, columns - 6).map((part, index) => `  ${index === 0 ? '' : '    '}${part}`) : []
  rest.forEach((part, index) => {
    lines.push(`  ${(index === 0 && !isLong ? name : '').padEnd(nameColumns)}${part}`)
  })
  return lines
}

/** The list for programs. */
export function listCommands(): CommandList {
  return {
    version,
    groups: groups.map(({ title, commands }) => ({ title, commands: Object.keys(commands).map(describe) })),
  }
}

function describe(name: string): ProgramDescription {
  const program = findProgram(name)
  return describeProgram(program ?? { name, summary: '', words: '', count: [0, 0], options: {}, examples: [] })
}
