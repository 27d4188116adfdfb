/**
 * A budget for what a peer may make us do for nothing: resets before an answer (CVE-2023-44487), pings, settings, empty frames.
 *
 * Owns its tokens. Asks the clock only when they are used up, so that taking one costs nothing.
 */

export interface Budget {
  /** False: more than the burst in too short a time. */
  take(): boolean
}

/** `burst` tokens at once, `perSecond` later on. `now` in milliseconds. */
export function createBudget(o: { burst: number; perSecond: number; now: () => number }): Budget {
  let tokens = o.burst
  let since = o.now()
  return {
    take() {
      if (tokens < 1) {
        const time = o.now()
        tokens = Math.min(o.burst, tokens + ((time - since) / 1000) * o.perSecond)
        since = time
        if (tokens < 1) return false
      }
      tokens--
      return true
    },
  }
}
