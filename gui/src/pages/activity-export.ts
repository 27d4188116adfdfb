/**
 * All records of activity that match, for a file.
 *
 * Owns nothing.
 */
import type { ActivityRecord } from '../../../src/api/activity.ts'
import { call } from '../state/client.ts'

export type Query = Record<string, string>

/** What the agent gives at once, and what one file holds at most: a tab has to keep it in memory. */
const pageSize = '1000'
export const mostExported = 50_000

/** Newest first. Rejects with a Problem. */
export async function collect(mesh: string, query: Query): Promise<ActivityRecord[]> {
  const records: ActivityRecord[] = []
  let after = ''
  do {
    const asked = { ...query, limit: pageSize, after }
    const page = await call('GET /api/meshes/{mesh}/activity', { params: { mesh }, query: asked })
    records.push(...page.items)
    after = page.next ?? ''
  } while (after && records.length < mostExported)
  return records.slice(0, mostExported)
}
