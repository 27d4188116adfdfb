/**
 * All pages of a list, for whoever needs the whole: page after page, so that no reply is as large as the mesh.
 *
 * Owns nothing.
 */
import type { Page } from '../api/types.ts'

/** Items that are asked for at once: as many as a page may have. */
const pageLimit = 1000

/** Rejects as `ask` does. */
export async function allPages<Item>(
  ask: (query: { limit: number; after?: string }) => Promise<Page<Item>>,
): Promise<Item[]> {
  const items: Item[] = []
  let after: string | undefined
  do {
    const page = await ask({ limit: pageLimit, after })
    items.push(...page.items)
    after = page.next
  } while (after)
  return items
}
