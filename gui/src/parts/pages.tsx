/**
 * The pages of a list that the server pages: which one is shown, and the buttons that turn them.
 *
 * `usePages` owns the cursors of the pages that were turned, for the life of the component that asks.
 */
import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'

export interface Pages {
  /** The cursor of the page that is shown; '' for the first. */
  after: string
  /** How many pages are before it. */
  before: number
  turnTo: (next: string) => void
  turnBack: () => void
  /** Back to the first: another list is asked for. */
  reset: () => void
}

export function usePages(): Pages {
  const turned = useSignal<string[]>([])
  return {
    after: turned.value.at(-1) ?? '',
    before: turned.value.length,
    turnTo: next => (turned.value = [...turned.value, next]),
    turnBack: () => (turned.value = turned.value.slice(0, -1)),
    reset: () => (turned.value = []),
  }
}

interface PageButtonsProps {
  pages: Pages
  /** The cursor of the page after the one that is shown. */
  next: string | undefined
  /** What the buttons say. */
  words: { back: string; on: string }
  /** What stands beside them. */
  children?: ComponentChildren
}

export function PageButtons({ pages: { before, turnTo, turnBack }, next, words, children }: PageButtonsProps) {
  return (
    <div class="buttons start">
      <button type="button" disabled={before === 0} onClick={turnBack}>
        {words.back}
      </button>
      <button type="button" disabled={!next} onClick={() => next && turnTo(next)}>
        {words.on}
      </button>
      {children}
    </div>
  )
}
