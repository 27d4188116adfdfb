/**
 * The token that the API wants: from the fragment of the address that `ztm ui` prints, kept for this tab alone.
 *
 * Owns the signal and its copy in sessionStorage. A fragment is never sent; it leaves the address, and the history, at once.
 */
import { signal } from '@preact/signals'

const storageKey = 'ztm-token'
const fragment = /^#token=([0-9a-f]+)$/

/** '' while there is none, or when the agent refused the one there was. */
export const token = signal('')

/** Takes a token out of the address; without one there, that of this tab. Goes on doing so when the address changes. */
export function takeToken(): void {
  token.value = takeFromAddress() ?? sessionStorage.getItem(storageKey) ?? ''
  window.addEventListener('hashchange', () => {
    const given = takeFromAddress()
    if (given) token.value = given
  })
}

function takeFromAddress(): string | undefined {
  const given = fragment.exec(location.hash)?.[1]
  if (!given) return undefined
  sessionStorage.setItem(storageKey, given)
  history.replaceState(null, '', location.pathname)
  return given
}

/** Forgets the token, because it is wrong or because the user says so. */
export function dropToken(): void {
  sessionStorage.removeItem(storageKey)
  token.value = ''
}
