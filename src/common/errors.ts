/**
 * Faults: the one way in which portable code makes an error.
 *
 * A fault carries a code (src/api/errors.ts), a message that says what happened with its facts, and a hint that says
 * what to do next. Owns no state. Does not log and does not choose an HTTP status: `statusOf` is in src/api/errors.ts.
 */
import type { ErrorCode, Fault } from '../api/errors.ts'

/** Pipy cannot subclass Error, and script-thrown Errors lose their text in its logs, so a fault is a plain object. */
export function fault(code: ErrorCode, message: string, hint = ''): Fault {
  return { fault: true, code, message, hint }
}

/** True for what `fault` made, also after it travelled as a rejection. */
export function isFault(value: unknown): value is Fault {
  return typeof value === 'object' && value !== null && (value as { fault?: unknown }).fault === true
}

/**
 * Anything caught, as a fault: faults unchanged, everything else as `internal` with the text that it has.
 * Never throws.
 */
export function toFault(caught: unknown): Fault {
  if (isFault(caught)) return caught
  return fault(
    'internal',
    textOf(caught),
    'This is a defect of ZTM: please report it with the lines of the log before it.',
  )
}

function textOf(caught: unknown): string {
  if (typeof caught === 'string') return caught
  if (typeof caught === 'object' && caught !== null) {
    const text = (caught as { message?: unknown }).message
    if (typeof text === 'string' && text !== '') return text
  }
  return 'an error without a text'
}
