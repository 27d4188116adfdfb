/** Users of the mesh: admins see all who have joined, others those who are online. */
import type { UserEndpoint, UserSummary } from '../../api/command-line.ts'
import type { Member } from '../../api/state.ts'
import type { Endpoint } from '../../api/types.ts'
import { toFault } from '../../common/errors.ts'
import { allPages } from '../../common/pages.ts'
import type { Scene } from '../command.ts'
import { formatDuration } from '../output.ts'
import { listOnline } from './endpoints.ts'
import { listJoined } from './members.ts'
import { listOf, type Noun, notFound } from './noun.ts'

export const users: Noun<UserSummary> = {
  list: scene => listKnown(scene),
  headings: ['USER', 'GROUPS', 'ENDPOINTS', 'ONLINE'],
  row: user => [
    user.user,
    listOf(user.groups),
    String(user.endpoints.length),
    listOf(user.endpoints.filter(endpoint => endpoint.isOnline).map(endpoint => endpoint.name)),
  ],
  nothing: 'nobody is online',
  describe: async (scene, name) => {
    const value = (await listKnown(scene, { user: name })).find(({ user }) => user === name)
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

/** Their names alone: for those there are many fewer questions in a large mesh. */
export async function listUserNames({ agent, mesh }: Scene): Promise<string[]> {
  const params = { mesh: await mesh() }
  const joined = await ifAdmin(allPages(page => agent('GET /api/meshes/{mesh}/joined-users', { params, query: page })))
  const known = joined ?? (await allPages(page => agent('GET /api/meshes/{mesh}/users', { params, query: page })))
  return known.map(({ user }) => user)
}

/** All of them, or one. */
async function listKnown(scene: Scene, having: { user?: string } = {}): Promise<UserSummary[]> {
  const { agent, mesh } = scene
  const policy = await agent('GET /api/meshes/{mesh}/policy', { params: { mesh: await mesh() } })
  const joined = await ifAdmin(listJoined(scene, having))
  return summarize(await listOnline(scene, having), joined ?? [], policy.groups ?? {})
}

/** What nobody but admins may ask; undefined for others. */
async function ifAdmin<Reply>(reply: Promise<Reply>): Promise<Reply | undefined> {
  try {
    return await reply
  } catch (caught) {
    if (toFault(caught).code === 'admin-only') return undefined
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
