/** Permits that can still be used, and their revocation: of admins only. */
import { useSignal } from '@preact/signals'
import type { PermitRecord } from '../../../src/api/ca.ts'
import { Confirm } from '../parts/dialog.tsx'
import { Table } from '../parts/table.tsx'
import { mesh } from '../state/agent.ts'
import { call } from '../state/client.ts'
import { listOf, type Reply } from '../state/reply.ts'
import { moment, t } from '../words/language.ts'

export function Permits({ reply }: { reply: Reply<{ items: PermitRecord[] } | undefined> }) {
  const leaving = useSignal<PermitRecord | undefined>(undefined)
  return (
    <section>
      <h2>{t('permits')}</h2>
      <Table
        label={t('permits')}
        list={listOf(reply)}
        keyOf={({ id }) => id}
        empty={t('noPermits')}
        columns={[
          { heading: t('user'), cell: ({ user }) => <strong>{user}</strong> },
          { heading: t('left'), cell: ({ left, uses }) => t('leftOf', { left, uses }) },
          { heading: t('goodUntil'), cell: ({ expires }) => moment(expires) },
          { heading: t('madeBy'), cell: ({ by, created }) => `${by || t('theCA')}, ${moment(created)}` },
        ]}
        actions={permit => (
          <button
            type="button"
            class="small danger"
            aria-label={t('revokeNamed', { user: permit.user })}
            onClick={() => (leaving.value = permit)}
          >
            {t('revoke')}
          </button>
        )}
      />
      {leaving.value && (
        <Revoke permit={leaving.value} refresh={reply.refresh} onClose={() => (leaving.value = undefined)} />
      )}
    </section>
  )
}

interface RevokeProps {
  permit: PermitRecord
  refresh: () => Promise<void>
  onClose: () => void
}

function Revoke({ permit: { id, user }, refresh, onClose }: RevokeProps) {
  const revoke = async () => {
    await call('DELETE /api/meshes/{mesh}/permits/{permit}', { params: { mesh: mesh.value?.name ?? '', permit: id } })
    await refresh()
  }
  return (
    <Confirm title={t('revokeTitle', { user })} verb={t('revoke')} work={revoke} onClose={onClose}>
      <p>{t('revokeText', { user })}</p>
    </Confirm>
  )
}
