/**
 * The global `logging`: loggers besides the engine's own log. Follows Pipy's src/api/logging.cpp.
 *
 * A logger owns its targets. Each line is written when it is logged, so none is lost at the end. A target that fails (a full
 * disk) is told of in the engine's log and does not stop the script. Differs: toStdout() writes to stdout (Pipy: to stderr).
 */
import { writeLog } from '../core/log.ts'
import { appendLine } from '../host/file-system.ts'
import { writeStderr, writeStdout } from '../host/stdio.ts'
import { textArgument } from './arguments.ts'
import { absolute } from './os-path.ts'

type Target = (line: string) => void

abstract class Logger {
  readonly #targets: Target[] = []

  constructor(name: unknown) {
    textArgument(name, 1)
  }

  protected abstract format(values: unknown[]): string

  log(...values: unknown[]): void {
    const line = `${this.format(values)}\n`
    for (const write of this.#targets) write(line)
  }

  toStdout(): this {
    this.#targets.push(writeStdout)
    return this
  }

  toStderr(): this {
    this.#targets.push(writeStderr)
    return this
  }

  toFile(filename: unknown): this {
    // Where it is now, whatever the working directory becomes.
    const path = absolute(textArgument(filename, 1))
    let isLost = false
    this.#targets.push(line => {
      try {
        appendLine(path, line)
        isLost = false
      } catch (error) {
        // A full disk is told of once, not for each line.
        if (!isLost) writeLog('error', `cannot write to ${path}: ${(error as Error).message}`)
        isLost = true
      }
    })
    return this
  }
}

/** As Pipy's JSON writes any value: what has none is null. */
const jsonOf = (value: unknown): string => JSON.stringify(value) ?? 'null'

class TextLogger extends Logger {
  protected format(values: unknown[]): string {
    return values.map(textOf).join(' ')
  }
}

/** Objects are named and written as JSON, and null is an object here. */
function textOf(value: unknown): string {
  if (value === null) return 'null:null'
  if (typeof value !== 'object') return String(value)
  const kind = Array.isArray(value) ? 'Array' : 'Object'
  return `[object pjs::${kind}]:${jsonOf(value)}`
}

class JSONLogger extends Logger {
  protected format(values: unknown[]): string {
    return values.map(jsonOf).join('')
  }
}

export const logging = { TextLogger, JSONLogger }
