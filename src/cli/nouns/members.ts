/** Endpoints that have joined, online or not: for admins. */
import type { Member } from '../../api/state.ts'
import { fault } from '../../common/errors.ts'
import { allPages } from '../../common/pages.ts'
import type { Scene } from '../command.ts'
import { formatDuration } from '../output.ts'
import { listOf, type Noun } from './noun.ts'

export const members: Noun<Member> = {
  list: scene => listJoined(scene),
  headings: ['ENDPOINT', 'USER', 'CERTIFICATE', 'LABELS', 'ID'],
  row: (m, now) => [m.name, m.user, formatDuration(m.notAfter - now), labelsOf(m).join(','), m.id],
  nothing: 'nobody has joined yet',
  describe: async (scene, name) => {
    const value = (await listJoined(scene, { id: name }))[0] ?? (await listJoined(scene, { name }))[0]
    if (!value) throw fault('endpoint-not-found', `no endpoint "${name}" has joined`, 'ztm get members lists all.')
    return {
      value,
      facts: [
        ['endpoint', value.name],
        ['id', value.id],
        ['user', value.user],
        ['labels', listOf(labelsOf(value))],
        ['certificate', `good for ${formatDuration(value.notAfter - scene.now())}`],
      ],
    }
  },
}

/** All that have joined, or those with this id, name, user. */
export async function listJoined(
  { agent, mesh }: Scene,
  having: { id?: string; name?: string; user?: string } = {},
): Promise<Member[]> {
  const params = { mesh: await mesh() }
  return await allPages(page =>
    agent('GET /api/meshes/{mesh}/members', { params, query: { ...having, sort: 'name', ...page } }),
  )
}

function labelsOf({ labels }: Member): string[] {
  return Object.entries(labels).map(([key, value]) => `${key}=${value}`)
}
