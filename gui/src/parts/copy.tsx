/** A text to take along, with a button that copies it and says so. */
import { useSignal } from '@preact/signals'
import { t } from '../words/language.ts'

/** How long the button says that it did, in milliseconds. */
const saidMs = 2000

export function CopyButton({ text }: { text: string }) {
  const isDone = useSignal(false)
  const copy = async () => {
    await navigator.clipboard.writeText(text)
    isDone.value = true
    setTimeout(() => {
      isDone.value = false
    }, saidMs)
  }
  return (
    <button type="button" class="small" onClick={copy}>
      <span aria-live="polite">{isDone.value ? t('copied') : t('copy')}</span>
    </button>
  )
}

export function CopyText({ text }: { text: string }) {
  return (
    <span class="copy">
      <code>{text}</code>
      <CopyButton text={text} />
    </span>
  )
}
