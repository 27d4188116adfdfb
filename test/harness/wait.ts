/**
 * Waiting for a condition with a deadline: the only way that tests let time pass.
 *
 * Owns nothing. The error names what was waited for and shows what the caller knows about why it did not come.
 */

/** How long a condition may take unless told: ten times what the slowest needs on a loaded 2-core machine. */
export const DEADLINE_MS = 15_000

/** Between two looks at a condition: short against everything that is waited for, cheap against the CPU. */
const LOOK_EVERY_MS = 20

export interface WaitOptions {
  /** What is waited for, as the end of the sentence "timed out waiting for …". */
  what: string
  /** Milliseconds until it is given up. @default DEADLINE_MS */
  deadline?: number
  /** More about the state, for the error: the tail of a log, for example. */
  detail?: () => string
}

/**
 * Looks at a condition until it gives something else than false, null or undefined, and returns that.
 * An exception of the condition counts as "not yet" and is shown if the deadline passes.
 */
export async function waitFor<T>(
  condition: () => T | Promise<T>,
  { what, deadline = DEADLINE_MS, detail }: WaitOptions,
): Promise<Exclude<T, false | null | undefined>> {
  const end = performance.now() + deadline
  let failure: unknown
  for (;;) {
    try {
      const value = await condition()
      if (value !== false && value !== null && value !== undefined) {
        return value as Exclude<T, false | null | undefined>
      }
      failure = undefined
    } catch (error) {
      failure = error
    }
    if (performance.now() >= end) break
    await new Promise(resolve => setTimeout(resolve, LOOK_EVERY_MS))
  }
  const last = failure instanceof Error ? `\nlast error: ${failure.message}` : ''
  const more = detail?.() ?? ''
  throw new Error(`timed out after ${deadline} ms waiting for ${what}${last}${more && `\n${more}`}`)
}

/** The same promise with a deadline. */
export async function within<T>(
  promise: Promise<T>,
  { what, deadline = DEADLINE_MS, detail }: WaitOptions,
): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      const more = detail?.() ?? ''
      reject(new Error(`timed out after ${deadline} ms waiting for ${what}${more && `\n${more}`}`))
    }, deadline)
  })
  try {
    return await Promise.race([promise, late])
  } finally {
    clearTimeout(timer)
  }
}
