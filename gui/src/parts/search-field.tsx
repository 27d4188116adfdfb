/** A field whose text is searched for when one rests in typing it. Owns what is typed meanwhile. */
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { t } from '../words/language.ts'

/** How long a pause is, in milliseconds: what is typed word by word is one question. */
const pauseMs = 200

interface SearchFieldProps {
  /** What is searched. */
  label: string
  value: string
  onSearch: (text: string) => void
}

export function SearchField({ label, value, onSearch }: SearchFieldProps) {
  const typed = useSignal(value)
  useEffect(() => {
    if (typed.value === value) return
    const timer = setTimeout(() => onSearch(typed.value), pauseMs)
    return () => clearTimeout(timer)
  }, [typed.value])
  return (
    <input
      class="search"
      type="search"
      placeholder={t('search')}
      aria-label={`${t('search')}: ${label}`}
      value={typed.value}
      onInput={event => (typed.value = event.currentTarget.value)}
    />
  )
}
