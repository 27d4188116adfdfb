/**
 * What `ztm get` and `ztm describe` can be asked about: one noun a file, the same nouns as in REST.
 *
 * Types and helpers that several nouns need; owns no state.
 */
import { fault } from '../../common/errors.ts'
import type { Scene } from '../command.ts'

export interface Noun<Item> {
  /** All of them. */
  list: (scene: Scene) => Promise<Item[]>
  headings: string[]
  row: (item: Item, now: number) => string[]
  /** What is said when there is none. */
  nothing: string
  /** One of them, with all that is known, as it is printed as JSON. Rejects with a code that says not found. */
  describe: (scene: Scene, name: string) => Promise<Description>
}

export interface Description {
  /** What --json prints. */
  value: unknown
  /** The same for people: what it is, and its value. */
  facts: [name: string, value: string][]
}

/** In the order of their names: a directory has them in none. */
export function sortBy<Item>(items: Item[], nameOf: (item: Item) => string): Item[] {
  return items.sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : nameOf(a) > nameOf(b) ? 1 : 0))
}

/** `tcp/web, udp/dns`, or `-`. */
export function listOf(names: string[]): string {
  return names.length > 0 ? names.join(', ') : '-'
}

export function notFound(
  code: 'not-found' | 'no-such-service' | 'no-such-port' | 'no-such-user',
  message: string,
  noun: string,
) {
  return fault(code, message, `ztm get ${noun} lists what there is.`)
}
