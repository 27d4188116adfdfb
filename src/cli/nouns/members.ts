/** Endpoints that have joined, online or not: for admins. */
import type { Member } from '../../api/state.ts'
import { fault } from '../../common/errors.ts'
import { formatDuration } from '../output.ts'
import { listOf, type Noun } from './noun.ts'

export const members: Noun<Member> = {
  list: async ({ agent, mesh }) =>
    (await agent('GET /api/meshes/{mesh}/members', { params: { mesh: await mesh() } })).items,
  headings: ['ENDPOINT', 'USER', 'CERTIFICATE', 'LABELS', 'ID'],
  row: (m, now) => [m.name, m.user, formatDuration(m.notAfter - now), labelsOf(m).join(','), m.id],
  nothing: 'nobody has joined yet',
  describe: async (scene, name) => {
    const value = (await members.list(scene)).find(member => member.id === name || member.name === name)
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

function labelsOf({ labels }: Member): string[] {
  return Object.entries(labels).map(([key, value]) => `${key}=${value}`)
}
