/**
 * Which of some endpoints are online: the hub is asked about these, and not for everybody.
 *
 * Owns nothing.
 */
import { call } from './client.ts'

/** Ids of one question, as many as a hub takes. */
const mostIds = 100

/** Those of `ids` that are online in the mesh `name`. Rejects with a Problem. */
export async function findOnline(name: string, ids: string[]): Promise<Set<string>> {
  const questions: string[][] = []
  for (let at = 0; at < ids.length; at += mostIds) questions.push(ids.slice(at, at + mostIds))
  const pages = await Promise.all(
    questions.map(some =>
      call('GET /api/meshes/{mesh}/endpoints', { params: { mesh: name }, query: { ids: some.join(',') } }),
    ),
  )
  return new Set(pages.flatMap(({ items }) => items.map(({ id }) => id)))
}
