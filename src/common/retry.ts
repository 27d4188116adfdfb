/**
 * Time limits and waits between attempts.
 *
 * Owns no state. Randomness here spreads load; it is not for secrets.
 */
import type { Fault } from '../api/errors.ts'

/** First wait after a failure, in seconds. */
const firstWaitSeconds = 0.5

/** How much longer the next may be: a restart takes about a second, which some attempts are to fall into. */
const growth = 1.5

/** Longest wait between attempts, in seconds, and how many come before it at most. */
const longestWaitSeconds = 30
const mostWaits = 20

/**
 * Seconds to wait before attempt number `failures` + 1: exponential with full jitter, so that thousands of agents that
 * lost a hub at once do not come back at once.
 */
export function backoffSeconds(failures: number, random: () => number): number {
  const waits = Math.min(Math.max(0, failures - 1), mostWaits)
  const ceiling = Math.min(longestWaitSeconds, firstWaitSeconds * growth ** waits)
  return Math.max(0.05, ceiling * random())
}

/** `promise`, or a rejection with `late()` after `seconds`. The promise itself goes on. */
export function withTimeout<T>(promise: Promise<T>, seconds: number, late: () => Fault): Promise<T> {
  const timer = new Timeout(seconds)
  return new Promise<T>((resolve, reject) => {
    timer
      .wait()
      .then(() => reject(late()))
      .catch(() => undefined)
    promise
      .then(value => {
        resolve(value)
        timer.cancel()
      })
      .catch((error: unknown) => {
        reject(error)
        timer.cancel()
      })
  })
}
