/**
 * The command line, as Pipy's: `SCRIPT [--] ARGS`, `SCRIPT --args ARGS`, `--args SCRIPT ARGS`, options as `--name=value`. Pure.
 */

export interface CommandLine {
  script: string
  args: string[]
  /** debug, warn, info or error, perhaps with `:topics`. */
  logLevel: string
}

/** Options that are taken and mean nothing here, with the reason. */
const ignored: Record<string, string> = {
  '--threads': 'one thread runs the script',
  '--reuse-port': 'one thread runs the script',
  '--log-local': 'the log goes to stderr',
}

/** A text for people if the command line is wrong. */
export function parseCommandLine(argv: readonly string[]): CommandLine | string {
  const rest = [...argv]
  const line: CommandLine = { script: '', args: [], logLevel: 'info' }
  while (rest.length > 0) {
    const word = rest.shift() as string
    if (word === '--' || word === '--args') {
      if (!line.script) line.script = rest.shift() ?? ''
      line.args = rest
      return line.script ? line : 'no script given'
    }
    const [name = '', value = ''] = word.split(/=(.*)/s)
    if (name === '--log-level') line.logLevel = value
    else if (name in ignored) continue
    else if (word.startsWith('-')) return `unknown option: ${word}`
    else if (line.script) return `redundant argument: ${word}`
    else line.script = word
  }
  return line.script ? line : 'no script given'
}
