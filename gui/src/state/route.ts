/**
 * Which page is shown: the fragment of the address, so that back, forward and bookmarks work without the agent.
 *
 * Owns the signal.
 */
import { signal } from '@preact/signals'

export const pages = [
  'overview',
  'endpoints',
  'services',
  'ports',
  'users',
  'policy',
  'activity',
  'hubs',
  'administration',
  'settings',
  'join',
  'endpoint',
] as const

export type PageName = (typeof pages)[number]

/** Those of the navigation, in its order; the others are about one thing, or seldom wanted. */
export const navigated = pages.filter(name => name !== 'join' && name !== 'endpoint')

/** The page of the address; the overview for anything else. */
export const page = signal<PageName>(pageOf(location.hash))

window.addEventListener('hashchange', () => {
  page.value = pageOf(location.hash)
  pageQuery.value = queryOf(location.hash)
})

/** What the address says after the page: `#/activity?service=tcp/git`. Changes with each address. */
export const pageQuery = signal<Record<string, string>>(queryOf(location.hash))

function queryOf(hash: string): Record<string, string> {
  const mark = hash.indexOf('?')
  return mark < 0 ? {} : Object.fromEntries(new URLSearchParams(hash.slice(mark + 1)))
}

/** The address of a page with what it is to show; what is empty is left out. */
export function addressOfPage(name: PageName, query: Record<string, string>): string {
  const given = new URLSearchParams(Object.entries(query).filter(([, value]) => value !== '')).toString()
  return given ? `#/${name}?${given}` : `#/${name}`
}

/** Keeps what a page shows in its address, without a step in the browser's history. */
export function keepInAddress(query: Record<string, string>): void {
  history.replaceState(null, '', addressOfPage(page.value, query))
  pageQuery.value = queryOf(location.hash)
}

function pageOf(hash: string): PageName {
  const [name] = hash.replace(/^#\/?/, '').split('?')
  return pages.find(known => known === name) ?? 'overview'
}

export function go(name: PageName): void {
  location.hash = `/${name}`
}
