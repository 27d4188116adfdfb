/**
 * Single keys: `/` goes to the search of a page, `?` lists the keys, a digit opens a page.
 *
 * Owns whether the list is shown. No key does anything while one types, or where the user wants none.
 */
import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { Dialog } from './parts/dialog.tsx'
import { hasKeys } from './state/preferences.ts'
import { go, navigated } from './state/route.ts'
import { t } from './words/language.ts'

const numbered = navigated.slice(0, 10)

/** The key of a page: 1 to 9, and 0 for the tenth, as they stand on a keyboard. */
const digitOf = (index: number): string => String((index + 1) % 10)

export function Shortcuts() {
  const isShown = useSignal(false)
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (!hasKeys.value || !isFree(event)) return
      if (event.key === '/') findSearch()?.focus()
      else if (event.key === '?') isShown.value = true
      else if (!openPage(event.key)) return
      event.preventDefault()
    }
    document.addEventListener('keydown', press)
    return () => document.removeEventListener('keydown', press)
  }, [])
  if (!isShown.value) return null
  return (
    <Dialog title={t('shortcuts')} onClose={() => (isShown.value = false)}>
      <dl>
        <Key name="/" text={t('shortcutSearch')} />
        <Key name="?" text={t('shortcutHelp')} />
        <Key name="Esc" text={t('shortcutClose')} />
        {numbered.map((page, index) => (
          <Key key={page} name={digitOf(index)} text={t(page)} />
        ))}
      </dl>
      <p class="quiet">{t('shortcutsOff')}</p>
      <div class="buttons">
        <button type="button" onClick={() => (isShown.value = false)}>
          {t('done')}
        </button>
      </div>
    </Dialog>
  )
}

function Key({ name, text }: { name: string; text: string }) {
  return (
    <>
      <dt>
        <kbd>{name}</kbd>
      </dt>
      <dd>{text}</dd>
    </>
  )
}

function openPage(key: string): boolean {
  const page = numbered.find((_, index) => digitOf(index) === key)
  if (page) go(page)
  return page !== undefined
}

function findSearch(): HTMLInputElement | null {
  return document.querySelector('main input[type=search]')
}

/** Neither typed into something, nor part of a longer combination, nor meant for a dialog. */
function isFree({ ctrlKey, altKey, metaKey, target }: KeyboardEvent): boolean {
  if (ctrlKey || altKey || metaKey) return false
  return !(target instanceof Element && target.closest('input, select, textarea, dialog'))
}
