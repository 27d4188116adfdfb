/**
 * Slows down those who guess: a source that was refused too often in a short time has to wait.
 *
 * Owns how often each source was refused lately, in memory. What succeeds costs nothing, so many may come at once.
 */
import { fault } from './errors.ts'

export interface ThrottleOptions {
  /** Refusals that a source may have at once. */
  burst: number
  /** Seconds after which one of them is forgotten. */
  forgetSeconds: number
  now: () => number
}

export interface Throttle {
  /** Throws rate-limited while the source has to wait. */
  check: (source: string) => void
  /** The source was refused. */
  note: (source: string) => void
}

/** Sources that are remembered at a time; whoever has more addresses than that is not stopped by counting them. */
const mostSources = 10_000

export function createThrottle({ burst, forgetSeconds, now }: ThrottleOptions): Throttle {
  let refused = new Map<string, { count: number; at: number }>()
  /** What is left of the count of a source by now. */
  const countOf = (source: string): number => {
    const known = refused.get(source)
    return known ? Math.max(0, known.count - (now() - known.at) / 1000 / forgetSeconds) : 0
  }
  return {
    check: source => {
      if (countOf(source) <= burst - 1) return
      throw fault(
        'rate-limited',
        'too many attempts from there were refused',
        `Wait ${Math.ceil(forgetSeconds)} s, and check the permit.`,
      )
    },
    note: source => {
      const count = countOf(source) + 1
      if (refused.size >= mostSources) refused = new Map()
      refused.set(source, { count, at: now() })
    },
  }
}
