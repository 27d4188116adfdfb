/**
 * One step of the demo after the other: each is timed and ends in a line that says what it proves, or that it failed.
 *
 * Owns whether the demo is over; then no step begins and nothing is said any more.
 */
import { sayStep } from './say.ts'

export interface Stepper {
  /** Does a step, says what it proves, gives its result. */
  step<T>(title: string, work: () => Promise<T> | T, proves: string | ((result: T) => string)): Promise<T>
  /** The title of the step that runs or ran last. */
  current(): string
  /** Ctrl-C. */
  stop(): void
}

export function createStepper(): Stepper {
  let over = false
  let current = ''
  return {
    async step(title, work, proves) {
      if (over) throw new Error('the demo is over')
      current = title
      const begin = performance.now()
      const report = (ok: boolean, words: string) => {
        if (!over) sayStep({ ok, ms: performance.now() - begin, title, proves: words })
      }
      try {
        const result = await work()
        report(true, typeof proves === 'string' ? proves : proves(result))
        return result
      } catch (error) {
        report(false, '')
        throw error
      }
    },
    current: () => current,
    stop() {
      over = true
    },
  }
}
