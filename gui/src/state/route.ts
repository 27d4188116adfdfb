/**
 * Which page is shown: the fragment of the address, so that back, forward and bookmarks work without the agent.
 *
 * Owns the signal.
 */
import { signal } from '@preact/signals'

export const pages = ['overview', 'endpoints', 'services', 'ports', 'users', 'settings', 'join'] as const

export type PageName = (typeof pages)[number]

/** The page of the address; the overview for anything else. */
export const page = signal<PageName>(pageOf(location.hash))

window.addEventListener('hashchange', () => {
  page.value = pageOf(location.hash)
})

function pageOf(hash: string): PageName {
  const name = hash.replace(/^#\/?/, '')
  return pages.find(known => known === name) ?? 'overview'
}

export function go(name: PageName): void {
  location.hash = `/${name}`
}
