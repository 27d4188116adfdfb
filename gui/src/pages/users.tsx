/**
 * Who is in the mesh: inviting users with permits, and evicting them. An admin sees all members, others who is online.
 *
 * Owns what the CA said last of members and permits.
 */
import { useSignal } from '@preact/signals'
import type { Member } from '../../../src/api/state.ts'
import type { Endpoint } from '../../../src/api/types.ts'
import { Badge } from '../parts/badge.tsx'
import { Confirm } from '../parts/dialog.tsx'
import { Table } from '../parts/table.tsx'
import { allPages, directoryCauses, mesh, reload } from '../state/agent.ts'
import { call } from '../state/client.ts'
import { isAdmin } from '../state/policy.ts'
import { listOf, useReply } from '../state/reply.ts'
import { addressOfPage } from '../state/route.ts'
import { t } from '../words/language.ts'
import { InviteForm } from './invite-form.tsx'
import { Permits } from './permits.tsx'

interface KnownUser {
  user: string
  computers: { id: string; name: string; isOnline: boolean }[]
}

export function Users() {
  const leaving = useSignal<string | undefined>(undefined)
  const { name = '', state, endpoint, news } = mesh.value ?? {}
  const own = endpoint?.user
  const causes = [isAdmin.value, name, state, news?.version, ...directoryCauses.value]
  const online = useReply(
    () =>
      allPages(query =>
        call('GET /api/meshes/{mesh}/endpoints', { params: { mesh: name }, query: { ...query, sort: 'name' } }),
      ),
    causes,
  )
  const members = useReply(
    () => ifAdmin(() => call('GET /api/meshes/{mesh}/members', { params: { mesh: name } })),
    causes,
  )
  const permits = useReply(
    () => ifAdmin(() => call('GET /api/meshes/{mesh}/permits', { params: { mesh: name } })),
    causes,
  )
  const heading = t(members.value ? 'users' : 'usersOnline')
  return (
    <>
      <InviteForm onMade={permits.refresh} />
      <section>
        <h2>{heading}</h2>
        {!members.value && <p class="quiet">{t('usersText')}</p>}
        <Table
          label={heading}
          list={{ ...listOf(online), items: usersOf(online.value?.items ?? [], members.value?.items ?? []) }}
          keyOf={({ user }) => user}
          textOf={({ user, computers }) => [user, ...computers.map(({ name }) => name)].join(' ')}
          empty={t('nobodyOnline')}
          columns={[
            {
              heading: t('user'),
              cell: ({ user }) => (
                <>
                  <strong>{user}</strong> {user === own && <Badge tone="plain">{t('you')}</Badge>}
                </>
              ),
            },
            { heading: t('computers'), cell: ({ computers }) => <Computers of={computers} /> },
          ]}
          actions={({ user }) =>
            user !== own && (
              <button
                type="button"
                class="small danger"
                aria-label={t('evictNow', { name: user })}
                onClick={() => (leaving.value = user)}
              >
                {t('evict')}
              </button>
            )
          }
        />
      </section>
      {isAdmin.value && <Permits reply={permits} />}
      {leaving.value && <EvictUser user={leaving.value} onClose={() => (leaving.value = undefined)} />}
    </>
  )
}

/** What only admins are told; undefined for anybody else, without a question. */
function ifAdmin<Reply>(ask: () => Promise<Reply>): Promise<Reply | undefined> {
  return isAdmin.value ? ask() : Promise.resolve(undefined)
}

/** By user, those who are online first in each. */
function usersOf(online: readonly Endpoint[], members: readonly Member[]): KnownUser[] {
  const users = new Map<string, KnownUser>()
  const add = ({ user, id, name }: Pick<Member, 'user' | 'id' | 'name'>, isOnline: boolean) => {
    const known = users.get(user) ?? { user, computers: [] }
    known.computers.push({ id, name, isOnline })
    users.set(user, known)
  }
  const ids = new Set(online.map(({ id }) => id))
  for (const endpoint of online) add(endpoint, true)
  for (const member of members) if (!ids.has(member.id)) add(member, false)
  return [...users.values()].sort((a, b) => a.user.localeCompare(b.user))
}

function Computers({ of }: { of: KnownUser['computers'] }) {
  return (
    <>
      {of.map(({ id, name, isOnline }) => (
        <span key={id} class={isOnline ? 'item' : 'item quiet'}>
          {id === mesh.value?.endpoint.id ? name : <a href={addressOfPage('endpoint', { id })}>{name}</a>}
          {!isOnline && ` (${t('offline')})`}
        </span>
      ))}
    </>
  )
}

function EvictUser({ user, onClose }: { user: string; onClose: () => void }) {
  const evict = async () => {
    await call('POST /api/meshes/{mesh}/evictions', { params: { mesh: mesh.value?.name ?? '' }, body: { user } })
    await reload(['status', 'endpoints', 'services'])
  }
  return (
    <Confirm
      title={t('evictTitle', { name: user })}
      verb={t('evictNow', { name: user })}
      work={evict}
      onClose={onClose}
    >
      <p>{t('evictUserText', { user })}</p>
      <p class="quiet">{t('evictAdmins')}</p>
    </Confirm>
  )
}
