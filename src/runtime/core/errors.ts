/**
 * Errors of script code: logged, never fatal. Owns the hook that maps positions to TypeScript (script/loader.ts sets it).
 */

let mapStack: (stack: string) => string = stack => stack
let sink: (line: string) => void = line => process.stderr.write(`${line}\n`)

export function setStackMapper(map: (stack: string) => string): void {
  mapStack = map
}

/** Where log lines of the engine go; the console global sets it, so that levels and format are in one place. */
export function setErrorLog(write: (line: string) => void): void {
  sink = write
}

export function logError(error: unknown): void {
  if (error instanceof Error && error.stack) sink(mapStack(error.stack))
  else sink(`Uncaught: ${describe(error)}`)
}

function describe(value: unknown): string {
  if (value instanceof Error) return value.message
  try {
    return typeof value === 'object' ? JSON.stringify(value) : String(value)
  } catch {
    return String(value)
  }
}

/** A line of the engine's own. */
export function writeLog(line: string): void {
  sink(line)
}
