/**
 * The engine as a program: `node main.ts SCRIPT [--] ARGS` runs a PipyJS script as Pipy does. Follows Pipy's src/main.cpp.
 *
 * Owns the process: uncaught errors, where the log goes, the exit status (255 for a bad command line or a missing module). The parts:
 * script/ loads and rewrites, core/ is the pipeline machine, filters/ and globals/ are what scripts see, host/ is Node.
 */
import { dump } from './core/dump.ts'
import { logError, logUncaught, setStackMapper } from './core/errors.ts'
import { setLogLevel, setLogSink } from './core/log.ts'
import { endBySignals } from './globals/process-end.ts'
import { createGlobals } from './globals/registry.ts'
import { appendLine, isDirectory, isThere } from './host/file-system.ts'
import { writeStderr, writeStdout } from './host/stdio.ts'
import { type CommandLine, parseCommandLine } from './script/command-line.ts'
import { createLoader, findRewrite, MissingModule } from './script/loader.ts'
import { keepContextInPromises } from './script/promises.ts'
import { mapStack } from './script/stacks.ts'
import { usage } from './script/usage.ts'
import { version } from './version.ts'

/** Status for a bad command line or a module that is missing. */
const badStart = 255

function main(): void {
  const line = parseCommandLine(process.argv.slice(2))
  if (typeof line === 'string') return refuse(line)
  if (line.task === 'help') return writeStdout(usage)
  if (line.task === 'version') return writeStdout(versions())
  const wrong = setLogLevel(line.logLevel) ?? wrongScript(line)
  if (wrong) return refuse(wrong)
  setStackMapper(mapStack)
  setLogSink(logSink(line))
  process.on('uncaughtException', logUncaught)
  process.on('unhandledRejection', logUncaught)
  endBySignals()
  keepContextInPromises()
  run(line)
}

async function run(line: CommandLine): Promise<void> {
  try {
    const rewrite = await findRewrite(isExpression(line) ? undefined : line.script)
    const loader = createLoader(createGlobals({ ...line, version }), rewrite)
    const { value } = isExpression(line) ? loader.evaluate(line.script) : loader.run(line.script)
    // As on Pipy, texts are printed as they are, without an end of line.
    if (value) writeStdout(typeof value.of === 'string' ? value.of : `${dump(value.of)}\n`)
  } catch (error) {
    if (error instanceof MissingModule) return refuse(error.message)
    logError(error)
  }
}

/** What is no file is an expression, unless the command line says otherwise, or it is a misspelt name of a script. */
const isExpression = ({ kind, script }: CommandLine): boolean =>
  kind === 'expression' || (kind === undefined && !isThere(script) && !script.endsWith('.js'))

function wrongScript(line: CommandLine): string | undefined {
  const { script } = line
  if (isExpression(line)) return undefined
  if (!isThere(script)) return `file or directory does not exist: ${script}`
  return isDirectory(script) ? `${script} is a directory: this engine runs a script` : undefined
}

function logSink({ logLocal, logFile }: CommandLine): (text: string) => void {
  const write = { stdout: writeStdout, stderr: writeStderr, null: () => undefined }[logLocal]
  return text => {
    write(`${text}\n`)
    if (logFile) appendTo(logFile, text)
  }
}

/** A log that cannot be written, to a full disk say, ends nothing. */
function appendTo(file: string, text: string): void {
  try {
    appendLine(file, `${text}\n`)
  } catch {
    // There is nowhere to tell it: the line is on the local output.
  }
}

function versions(): string {
  const { node, openssl, sqlite } = process.versions
  const rows = { Version: version.tag, Node: node, OpenSSL: openssl, SQLite: sqlite ?? '' }
  return Object.entries(rows)
    .map(([name, value]) => `${name.padEnd(8)}: ${value}\n`)
    .join('')
}

function refuse(text: string): void {
  writeStderr(`${text}\n`)
  process.exitCode = badStart
}

main()
