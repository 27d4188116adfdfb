/** The eviction of an endpoint, after a question that says what it cuts. */
import { useSignal } from '@preact/signals'
import type { Endpoint } from '../../../src/api/types.ts'
import { Confirm } from '../parts/dialog.tsx'
import { mesh, reload } from '../state/agent.ts'
import { call } from '../state/client.ts'
import { t } from '../words/language.ts'

/** Whom it is about. */
type Evicted = Pick<Endpoint, 'id' | 'name' | 'user'>

export function EvictButton({ endpoint }: { endpoint: Evicted }) {
  const isAsking = useSignal(false)
  return (
    <>
      <button
        type="button"
        class="small danger"
        aria-label={t('evictNow', { name: endpoint.name })}
        onClick={() => (isAsking.value = true)}
      >
        {t('evict')}
      </button>
      {isAsking.value && <EvictDialog endpoint={endpoint} onClose={() => (isAsking.value = false)} />}
    </>
  )
}

function EvictDialog({ endpoint, onClose }: { endpoint: Evicted; onClose: () => void }) {
  const { id, name, user } = endpoint
  const evict = async () => {
    await call('POST /api/meshes/{mesh}/evictions', {
      params: { mesh: mesh.value?.name ?? '' },
      body: { endpoint: id },
    })
    await reload(['endpoints', 'services'])
  }
  return (
    <Confirm title={t('evictTitle', { name })} verb={t('evictNow', { name })} work={evict} onClose={onClose}>
      <p>{t('evictText', { user })}</p>
      <p class="quiet">{t('evictAdmins')}</p>
    </Confirm>
  )
}
