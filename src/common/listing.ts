/**
 * One page of a list: searched, sorted, and after a cursor, as the queries of src/api/hub.ts say.
 *
 * Pure. Sorts all of the list each time: ten thousand take 20 to 80 ms on Pipy, and only consoles and people ask.
 */
import type { Page } from '../api/types.ts'
import { fault } from './errors.ts'

/** Items of a page when the caller does not say. */
const defaultLimit = 100

/** Items of a page at most, so that one request cannot make a hub or a CA build a megabyte. */
const maxLimit = 1000

/** How a list can be asked for. */
export interface Listing<Item> {
  /** What tells items apart, and their order where none is asked for, or where they are equal in it. */
  idOf: (item: Item) => string
  /** What a search looks into. */
  textOf: (item: Item) => string
  /** What `sort` may name: texts that are in the order of what they stand for. */
  sorts: Record<string, (item: Item) => string>
}

/**
 * The page that `query` asks for: `search` (words that must all be found, case ignored), `sort` (a key of the listing, with `-`
 * for descending), `limit`, `after`. A cursor is a place in the order, so pages stay stable while others come and go. Throws
 * bad-request.
 */
export function pageOf<Item>(items: Item[], query: Record<string, string>, listing: Listing<Item>): Page<Item> {
  const limit = limitOf(query.limit)
  const { placeOf, isDown } = orderOf(listing, query.sort ?? '')
  const words = wordsOf(query.search)
  const found = words.length > 0 ? items.filter(item => hasAll(listing.textOf(item).toLowerCase(), words)) : items
  const byPlace = new Map<string, Item>()
  for (const item of found) byPlace.set(placeOf(item), item)
  // As texts, by the engine's own order: a function that compares would cost ten times as much.
  const places = [...byPlace.keys()].sort()
  if (isDown) places.reverse()
  const start = startOf(places, query.after ?? '', isDown)
  const page = places.slice(start, start + limit)
  const shown = page.map(place => byPlace.get(place) as Item)
  const isLast = start + limit >= places.length
  return isLast
    ? { items: shown, total: found.length }
    : { items: shown, total: found.length, next: page[page.length - 1] }
}

/** What a search is for, in lower case. */
export function wordsOf(search: string | undefined): string[] {
  return (search ?? '')
    .toLowerCase()
    .split(' ')
    .filter(word => word !== '')
}

function limitOf(text: string | undefined): number {
  const wanted = text ? Number(text) : defaultLimit
  if (!Number.isInteger(wanted) || wanted < 1) throw fault('bad-request', 'limit is not a whole number above 0')
  return Math.min(wanted, maxLimit)
}

/** A whole number from 0 to 2^53 as a text of its order. */
export function sortable(number: number): string {
  return String(number).padStart(16, '0')
}

/** A place is a text: what is sorted by, and the id. The space is before all that names may have. */
function orderOf<Item>({ idOf, sorts }: Listing<Item>, sort: string) {
  const isDown = sort.startsWith('-')
  const key = isDown ? sort.substring(1) : sort
  if (key === '') return { placeOf: idOf, isDown: false }
  const valueOf = Object.keys(sorts).includes(key) ? sorts[key] : undefined
  if (!valueOf) {
    throw fault('bad-request', `it is not sorted by "${key}"`, `Use one of: ${Object.keys(sorts).join(', ')}`)
  }
  return { placeOf: (item: Item) => `${valueOf(item)} ${idOf(item)}`, isDown }
}

function hasAll(text: string, words: string[]): boolean {
  return words.every(word => text.indexOf(word) >= 0)
}

/** Where the first place behind the cursor is. */
function startOf(places: string[], after: string, isDown: boolean): number {
  if (after === '') return 0
  let low = 0
  let high = places.length
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    const place = places[middle] ?? ''
    if (isDown ? place < after : place > after) high = middle
    else low = middle + 1
  }
  return low
}
