/**
 * The table of users with their computers, a page at a time: of all who have joined for admins, as the CA knows them; of those who
 * are online for others, as the hub does.
 *
 * Owns who is to be evicted, while that is asked.
 */
import { useSignal } from '@preact/signals'
import type { Page } from '../../../src/api/types.ts'
import { Badge } from '../parts/badge.tsx'
import { Confirm } from '../parts/dialog.tsx'
import { PagedTable } from '../parts/paged-table.tsx'
import { directoryCauses, mesh, reload } from '../state/agent.ts'
import { call } from '../state/client.ts'
import { findOnline } from '../state/online.ts'
import { addressOfPage } from '../state/route.ts'
import { t } from '../words/language.ts'

interface KnownUser {
  user: string
  /** Some of them, if there are many. */
  computers: { id: string; name: string; isOnline: boolean }[]
  /** How many there are. */
  count: number
}

type Query = Record<string, string>

export function JoinedUsers() {
  return <UserTable label={t('users')} ask={askJoined} />
}

export function OnlineUsers() {
  return (
    <>
      <p class="quiet">{t('usersText')}</p>
      <UserTable label={t('usersOnline')} ask={askOnline} />
    </>
  )
}

async function askJoined(name: string, query: Query): Promise<Page<KnownUser>> {
  const page = await call('GET /api/meshes/{mesh}/joined-users', { params: { mesh: name }, query })
  const ids = page.items.flatMap(({ endpoints }) => endpoints.map(({ id }) => id))
  const online = await findOnline(name, ids)
  const items = page.items.map(({ user, endpoints, count }) => ({
    user,
    count,
    computers: endpoints.map(one => ({ ...one, isOnline: online.has(one.id) })),
  }))
  return { ...page, items }
}

async function askOnline(name: string, query: Query): Promise<Page<KnownUser>> {
  const page = await call('GET /api/meshes/{mesh}/users', { params: { mesh: name }, query })
  const items = page.items.map(({ user, endpoints, count }) => ({
    user,
    count,
    computers: endpoints.map(one => ({ ...one, isOnline: true })),
  }))
  return { ...page, items }
}

interface UserTableProps {
  label: string
  ask: (mesh: string, query: Query) => Promise<Page<KnownUser>>
}

function UserTable({ label, ask }: UserTableProps) {
  const leaving = useSignal<string | undefined>(undefined)
  const { name = '', endpoint, news } = mesh.value ?? {}
  return (
    <>
      <PagedTable
        label={label}
        ask={query => ask(name, query)}
        causes={[...directoryCauses.value, news?.version]}
        sort="user"
        keyOf={({ user }) => user}
        empty={t('nobodyOnline')}
        columns={[
          {
            heading: t('user'),
            sort: 'user',
            cell: ({ user }) => (
              <>
                <strong>{user}</strong> {user === endpoint?.user && <Badge tone="plain">{t('you')}</Badge>}
              </>
            ),
          },
          { heading: t('computers'), sort: '-endpoints', cell: user => <Computers of={user} /> },
        ]}
        actions={({ user }) =>
          user !== endpoint?.user && (
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
      {leaving.value && <EvictUser user={leaving.value} onClose={() => (leaving.value = undefined)} />}
    </>
  )
}

/** What a row does not name is found by a search on the page of endpoints. */
function Computers({ of: { user, computers, count } }: { of: KnownUser }) {
  const others = count - computers.length
  return (
    <>
      {computers.map(({ id, name, isOnline }) => (
        <span key={id} class={isOnline ? 'item' : 'item quiet'}>
          {id === mesh.value?.endpoint.id ? name : <a href={addressOfPage('endpoint', { id })}>{name}</a>}
          {!isOnline && ` (${t('offline')})`}
        </span>
      ))}
      {others > 0 && (
        <span class="item">
          <a href={addressOfPage('endpoints', { search: user })}>{t('andMore', { count: others })}</a>
        </span>
      )}
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
