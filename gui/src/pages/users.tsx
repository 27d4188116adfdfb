/** Who is in the mesh: inviting users with permits, and evicting them. */
import { useSignal } from '@preact/signals'
import { Badge } from '../parts/badge.tsx'
import { Confirm } from '../parts/dialog.tsx'
import { Table } from '../parts/table.tsx'
import { endpoints, mesh, reload } from '../state/agent.ts'
import { call } from '../state/client.ts'
import { t } from '../words/language.ts'
import { InviteForm } from './invite-form.tsx'

interface OnlineUser {
  user: string
  computers: string[]
}

export function Users() {
  const leaving = useSignal<string | undefined>(undefined)
  const own = mesh.value?.endpoint.user
  const users = new Map<string, OnlineUser>()
  for (const { user, name } of endpoints.value.items) {
    const known = users.get(user) ?? { user, computers: [] }
    known.computers.push(name)
    users.set(user, known)
  }
  return (
    <>
      <InviteForm />
      <section>
        <h2>{t('usersOnline')}</h2>
        <p class="quiet">{t('usersText')}</p>
        <Table
          label={t('usersOnline')}
          list={{ ...endpoints.value, items: [...users.values()] }}
          keyOf={({ user }) => user}
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
            { heading: t('computers'), cell: ({ computers }) => computers.join(', ') },
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
      {leaving.value && <EvictUser user={leaving.value} onClose={() => (leaving.value = undefined)} />}
    </>
  )
}

function EvictUser({ user, onClose }: { user: string; onClose: () => void }) {
  const evict = async () => {
    await call('POST /api/meshes/{mesh}/evictions', { params: { mesh: mesh.value?.name ?? '' }, body: { user } })
    await reload(['endpoints', 'services'])
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
