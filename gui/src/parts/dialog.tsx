/**
 * Dialogs: a native modal one, which keeps the focus and closes with Escape, and a question made of it.
 *
 * Owns the element. Whether a dialog is there is its parent's state.
 */
import type { ComponentChildren } from 'preact'
import { useEffect, useId, useRef } from 'preact/hooks'
import { useAction } from '../state/action.ts'
import { t } from '../words/language.ts'
import { ProblemBox } from './problem.tsx'

interface DialogProps {
  title: string
  onClose: () => void
  children: ComponentChildren
}

export function Dialog({ title, onClose, children }: DialogProps) {
  const element = useRef<HTMLDialogElement>(null)
  const id = useId()
  useEffect(() => {
    const dialog = element.current
    dialog?.showModal()
    return () => dialog?.close()
  }, [])
  return (
    <dialog ref={element} aria-labelledby={id} onClose={onClose}>
      <h2 id={id}>{title}</h2>
      {children}
    </dialog>
  )
}

interface ConfirmProps {
  title: string
  /** What happens, to whom, and whether it can be undone. */
  children: ComponentChildren
  /** The words of the button that does it; they name the thing. */
  verb: string
  work: () => Promise<void>
  onClose: () => void
}

/** Asks before something that cannot be undone. The safe button is first, so it has the focus. */
export function Confirm({ title, children, verb, work, onClose }: ConfirmProps) {
  const { isRunning, problem, run } = useAction()
  const decide = async () => {
    if (await run(work)) onClose()
  }
  return (
    <Dialog title={title} onClose={onClose}>
      {children}
      <ProblemBox problem={problem} />
      <div class="buttons">
        <button type="button" onClick={onClose}>
          {t('cancel')}
        </button>
        <button type="button" class="danger" disabled={isRunning} onClick={decide}>
          {verb}
        </button>
      </div>
    </Dialog>
  )
}
