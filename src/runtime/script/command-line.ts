/**
 * The command line, as Pipy's (src/main-options.cpp): options as `--name=value`, a script or an expression, `--` or `--args` before
 * the script's own arguments. Pure. What this engine cannot do is refused, with the reason.
 */

export interface CommandLine {
  task: 'run' | 'help' | 'version'
  /** A file, or an expression; empty only for `help` and `version`. */
  script: string
  /** `script` is an expression (-e) or a file (-f) for certain; undefined: a file if there is one of that name. */
  kind: 'expression' | 'file' | undefined
  args: string[]
  /** debug, warn, info or error, perhaps with `:topics`. */
  logLevel: string
  logLocal: 'stdout' | 'stderr' | 'null'
  /** Gets every line of the log too; empty for none. */
  logFile: string
  /** What scripts see as pipy.name. */
  instanceName: string
  /** What scripts see as pipy.uuid; empty for a random one. */
  instanceUUID: string
}

/** Options that are taken and mean nothing here: one thread runs the script, and the log goes nowhere else. */
const ignored = [
  '--reuse-port',
  '--log-local-only',
  '--log-history-limit',
  '--trace-objects',
  '--no-restart',
  '--keep-alive',
]

/** Options of Pipy that this engine does not have, with the reason. */
const absent: Record<string, string> = {
  '--log-file-max-size': 'log files are not rotated',
  '--log-file-max-count': 'log files are not rotated',
  '--log-file-rotate-interval': 'log files are not rotated',
  '--admin-port': 'there is no administration service',
  '--admin-port-off': 'there is no administration service',
  '--codebase-dir': 'code bases come from files only',
  '--tls-cert': 'code bases come from files only',
  '--tls-key': 'code bases come from files only',
  '--tls-trusted': 'code bases come from files only',
  '--openssl-engine': 'TLS is Node’s',
}

type Setter = (line: CommandLine, value: string) => string | undefined

const help: Setter = line => void (line.task = 'help')
const version: Setter = line => void (line.task = 'version')
const evaluate: Setter = line => void (line.kind = 'expression')
const file: Setter = line => void (line.kind = 'file')

/** What options do; a setter gives what is wrong with the value. */
const setters: Record<string, Setter> = {
  '-h': help,
  '-help': help,
  '--help': help,
  '-v': version,
  '-version': version,
  '--version': version,
  '-e': evaluate,
  '-eval': evaluate,
  '--eval': evaluate,
  '-f': file,
  '-file': file,
  '--file': file,
  '--threads': (_, value) => {
    if (value === 'max') return undefined
    if (!/^\d*$/.test(value)) return '--threads expects a number'
    return Number(value) > 0 ? undefined : 'invalid number of threads'
  },
  '--log-level': (line, value) => void (line.logLevel = value),
  '--log-file': (line, value) => void (line.logFile = value),
  '--log-local': (line, value) => {
    if (value !== 'stdout' && value !== 'stderr' && value !== 'null') return `unknown log output: ${value}`
    line.logLocal = value
    return undefined
  },
  '--instance-name': (line, value) => void (line.instanceName = value),
  '--instance-uuid': (line, value) => {
    line.instanceUUID = value
    return value.includes('/') ? '--instance-uuid does not allow slashes' : undefined
  },
}

/** A text for people if the command line is wrong. */
export function parseCommandLine(argv: readonly string[]): CommandLine | string {
  const line: CommandLine = {
    task: 'run',
    script: '',
    kind: undefined,
    args: [],
    logLevel: 'info',
    logLocal: 'stderr',
    logFile: '',
    instanceName: '',
    instanceUUID: '',
  }
  let isScripts = false
  for (const word of argv) {
    if (isScripts) {
      if (word === '--pipy-options') isScripts = false
      else if (!line.script && !word.startsWith('-')) line.script = word
      else line.args.push(word)
    } else if (word === '--' || word === '-args' || word === '--args') isScripts = true
    else {
      const wrong = word.startsWith('-') ? takeOption(line, word) : takeScript(line, word)
      if (wrong) return wrong
    }
  }
  if (line.script || line.task !== 'run') return line
  return line.kind === 'expression'
    ? 'missing script to evaluate'
    : 'no script given: this engine has no repository to start'
}

function takeScript(line: CommandLine, word: string): string | undefined {
  if (line.script) return `redundant argument: ${word}`
  line.script = word
  return undefined
}

function takeOption(line: CommandLine, word: string): string | undefined {
  const [name = '', value = ''] = word.split(/=(.*)/s)
  if (ignored.includes(name)) return undefined
  if (name in absent) return `${name} is not available in this engine: ${absent[name]}`
  const set = setters[name]
  return set ? set(line, value) : `unknown option: ${name}`
}
