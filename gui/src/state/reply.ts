/**
 * What a page asks the agent for by itself: the last answer, and what went wrong with the last question.
 *
 * Owns both for the life of the component that asks. An answer to a question that was asked before another one is not heard; what
 * was not answered because somebody was away is asked again.
 */
import { type Signal, useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import type { List } from './agent.ts'
import { type Problem, toProblem } from './client.ts'

export interface Reply<Value> {
  /** Stays when a later question fails. */
  value: Value | undefined
  problem: Problem | undefined
  /** Asks again; ends when it is answered, well or not. */
  refresh: () => Promise<void>
}

/** Who did not answer may be back by itself. */
const passing: readonly string[] = ['not-connected', 'hub-unreachable', 'endpoint-offline', 'timeout', 'unreachable']

/** Until it is asked again, in milliseconds. */
const againMs = 3000

/** Asks at first, and whenever one of `causes` is another. */
export function useReply<Value>(ask: () => Promise<Value>, causes: readonly unknown[]): Reply<Value> {
  const value: Signal<Value | undefined> = useSignal<Value | undefined>(undefined)
  const problem = useSignal<Problem | undefined>(undefined)
  const asked = useRef(0)
  const refresh = async () => {
    const turn = ++asked.current
    try {
      const answer = await ask()
      if (turn !== asked.current) return
      value.value = answer
      problem.value = undefined
    } catch (caught) {
      if (turn !== asked.current) return
      problem.value = toProblem(caught)
      if (passing.includes(problem.value.code)) setTimeout(() => turn === asked.current && refresh(), againMs)
    }
  }
  useEffect(() => {
    refresh()
  }, causes)
  useEffect(
    () => () => {
      // Nobody listens any more.
      asked.current++
    },
    [],
  )
  return { value: value.value, problem: problem.value, refresh }
}

/** The items of a reply as a table shows them. */
export function listOf<Item>({
  value,
  problem,
}: Pick<Reply<{ items: Item[] } | undefined>, 'value' | 'problem'>): List<Item> {
  return { items: value?.items ?? [], isLoaded: Boolean(value ?? problem), problem }
}
