/**
 * The engine as a program: `node main.ts SCRIPT [--] ARGS` runs a PipyJS script as Pipy does.
 *
 * Owns the process: signals, uncaught errors, the exit status (255 for a bad command line or a missing module). The parts: script/ loads
 * and rewrites, core/ is the pipeline machine, filters/ and globals/ are what scripts see, host/ is Node.
 */
import { logError, setStackMapper } from './core/errors.ts'
import { setLogLevel, setLogSink } from './core/log.ts'
import { endByInterrupt } from './globals/pipy.ts'
import { createGlobals } from './globals/registry.ts'
import { isThere } from './host/file-system.ts'
import { writeStderr } from './host/stdio.ts'
import { parseCommandLine } from './script/command-line.ts'
import { createLoader, MissingModule } from './script/loader.ts'
import { keepContextInPromises } from './script/promises.ts'
import { mapStack } from './script/stacks.ts'
import { version } from './version.ts'

/** Status for a bad command line or a module that is missing. */
const badStart = 255

function main(): void {
  const line = parseCommandLine(process.argv.slice(2))
  if (typeof line === 'string') return refuse(line)
  const wrongLevel = setLogLevel(line.logLevel)
  if (wrongLevel) return refuse(wrongLevel)
  if (!isThere(line.script)) return refuse(`cannot find the script ${line.script}`)
  setStackMapper(mapStack)
  setLogSink(text => writeStderr(`${text}\n`))
  process.on('uncaughtException', logError)
  process.on('unhandledRejection', logError)
  process.on('SIGINT', endByInterrupt)
  // SIGTERM and SIGHUP end it at once without callbacks, as on Pipy: that is Node's default.

  keepContextInPromises()
  try {
    createLoader(createGlobals({ script: line.script, args: line.args, version })).run(line.script)
  } catch (error) {
    if (error instanceof MissingModule) return refuse(error.message)
    logError(error)
  }
}

function refuse(text: string): void {
  writeStderr(`ERROR: ${text}\n`)
  process.exitCode = badStart
}

main()
