/** Users of the mesh: admins see all who have joined, others those who are online. */
import type { UserEndpoint, UserSummary } from '../../api/command-line.ts'
import type { Member } from '../../api/state.ts'
import type { Endpoint } from '../../api/types.ts'
import { toFault } from '../../common/errors.ts'
import type { Scene } from '../command.ts'
import { formatDuration } from '../output.ts'
import { endpoints } from './endpoints.ts'
import { members } from './members.ts'
import { listOf, type Noun, notFound } from './noun.ts'

export const users: Noun<UserSummary> = {
  list: async scene => {
    const { agent, mesh } = scene
    const policy = await agent('GET /api/meshes/{mesh}/policy', { params: { mesh: await mesh() } })
    return summarize(await endpoints.list(scene), await findMembers(scene), policy.groups ?? {})
  },
  headings: ['USER', 'GROUPS', 'ENDPOINTS', 'ONLINE'],
  row: user => [
    user.user,
    listOf(user.groups),
    String(user.endpoints.length),
    listOf(user.endpoints.filter(endpoint => endpoint.isOnline).map(endpoint => endpoint.name)),
  ],
  nothing: 'nobody is online',
  describe: async (scene, name) => {
    const value = (await users.list(scene)).find(user => user.user === name)
    if (!value) throw notFound('no-such-user', `no user "${name}" is known here`, 'users')
    const facts: [string, string][] = [
      ['user', value.user],
      ['groups', listOf(value.groups)],
    ]
    for (const endpoint of value.endpoints) facts.push([endpoint.name, factOf(endpoint, scene.now())])
    return { value, facts }
  },
}

function factOf({ id, isOnline, notAfter }: UserEndpoint, now: number): string {
  const life = notAfter === undefined ? '' : `, certificate good for ${formatDuration(notAfter - now)}`
  return `${isOnline ? 'online' : 'offline'}${life}, ${id}`
}

/** Nobody but admins may ask; then it is those who are online. */
async function findMembers(scene: Scene): Promise<Member[]> {
  try {
    return await members.list(scene)
  } catch (caught) {
    if (toFault(caught).code === 'admin-only') return []
    throw caught
  }
}

function summarize(online: Endpoint[], joined: Member[], groups: Record<string, string[]>): UserSummary[] {
  const known = new Map<string, UserEndpoint[]>()
  const add = (user: string, endpoint: UserEndpoint) => {
    const endpoints = known.get(user)
    if (endpoints) endpoints.push(endpoint)
    else known.set(user, [endpoint])
  }
  const onlineIds = new Set(online.map(({ id }) => id))
  const joinedIds = new Set(joined.map(({ id }) => id))
  for (const { id, name, user, notAfter } of joined) add(user, { id, name, isOnline: onlineIds.has(id), notAfter })
  for (const { id, name, user } of online) if (!joinedIds.has(id)) add(user, { id, name, isOnline: true })
  const names: string[] = []
  for (const [user] of known) names.push(user)
  return names.sort().map(user => ({ user, groups: groupsOf(user, groups), endpoints: known.get(user) ?? [] }))
}

/** Names of the groups of a policy that a user is in. */
export function groupsOf(user: string, groups: Record<string, string[]>): string[] {
  return Object.keys(groups).filter(group => groups[group]?.includes(user))
}
