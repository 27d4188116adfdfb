/**
 * One act of the user at a time in one place of a page: whether it runs, and what went wrong.
 *
 * Owns that state for the life of the component that asks for it.
 */
import { useSignal } from '@preact/signals'
import { type Problem, toProblem } from './client.ts'

export interface Action {
  isRunning: boolean
  problem: Problem | undefined
  /** Runs the work unless something runs; true if it went well. */
  run: (work: () => Promise<void>) => Promise<boolean>
  /** Forgets the problem. */
  clear: () => void
}

export function useAction(): Action {
  const isRunning = useSignal(false)
  const problem = useSignal<Problem | undefined>(undefined)
  return {
    isRunning: isRunning.value,
    problem: problem.value,
    run: async work => {
      if (isRunning.peek()) return false
      isRunning.value = true
      problem.value = undefined
      try {
        await work()
        return true
      } catch (caught) {
        problem.value = toProblem(caught)
        return false
      } finally {
        isRunning.value = false
      }
    },
    clear: () => {
      problem.value = undefined
    },
  }
}
