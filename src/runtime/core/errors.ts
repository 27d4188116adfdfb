/**
 * Errors of script code: logged, never fatal. Owns the hook that maps positions to TypeScript (script/stacks.ts does that).
 */
import { dump } from './dump.ts'
import { writeLog } from './log.ts'

let mapStack: (stack: string) => string = stack => stack

export function setStackMapper(map: (stack: string) => string): void {
  mapStack = map
}

export function logError(error: unknown): void {
  if (error instanceof Error && error.stack) writeLog('error', mapStack(error.stack))
  else writeLog('error', `Uncaught: ${dump(error)}`)
}

/** For what nobody caught. If no line of a script is in it, the fault is the engine's, and its own lines are the ones to have. */
export function logUncaught(error: unknown): void {
  if (!(error instanceof Error) || !error.stack) return logError(error)
  const mapped = mapStack(error.stack)
  writeLog('error', mapped.includes('\n    at ') ? mapped : error.stack)
}
