/**
 * The roots of the CA: one, or two while the mesh goes over from the first to the second.
 *
 * Owns what the CA said last of them, and which question is asked.
 */
import { useSignal } from '@preact/signals'
import type { CAStatus } from '../../../src/api/ca.ts'
import { Confirm } from '../parts/dialog.tsx'
import { Table } from '../parts/table.tsx'
import { mesh } from '../state/agent.ts'
import { call } from '../state/client.ts'
import { useReply } from '../state/reply.ts'
import { listed, moment, t } from '../words/language.ts'

/** Of a fingerprint, enough to tell two apart. */
const shownDigits = 16

export function Roots() {
  const asking = useSignal<'rotate' | 'retire' | undefined>(undefined)
  const { name = '', news } = mesh.value ?? {}
  const params = { mesh: name }
  const reply = useReply(() => call('GET /api/meshes/{mesh}/ca', { params }), [name, news?.version])
  const { value, problem, refresh } = reply
  const roots = value?.roots ?? []
  const isRotating = roots.length > 1
  const change = async (route: 'POST /api/meshes/{mesh}/ca/rotation' | 'DELETE /api/meshes/{mesh}/ca/rotation') => {
    await call(route, { params })
    await refresh()
  }
  const close = () => (asking.value = undefined)
  return (
    <section>
      <h2>{t('roots')}</h2>
      <p class="quiet">{t('rootsText')}</p>
      <Table
        label={t('roots')}
        list={{ items: roots, isLoaded: Boolean(value ?? problem), problem }}
        keyOf={({ fingerprint }) => fingerprint}
        empty={t('none')}
        columns={[
          { heading: t('root'), cell: ({ name }) => <strong>{name}</strong> },
          { heading: t('fingerprint'), cell: ({ fingerprint }) => <code>{fingerprint.slice(0, shownDigits)}</code> },
          { heading: t('goodUntil'), cell: ({ notAfter }) => moment(notAfter) },
          { heading: t('signed'), cell: ({ endpoints, hubs }) => t('signedCounts', { endpoints, hubs }) },
        ]}
      />
      {value && isRotating && <Waiting status={value} />}
      {value && (
        <div class="buttons start">
          <button
            type="button"
            class={isRotating ? 'danger' : ''}
            onClick={() => (asking.value = isRotating ? 'retire' : 'rotate')}
          >
            {t(isRotating ? 'retire' : 'rotate')}
          </button>
        </div>
      )}
      {asking.value === 'rotate' && (
        <Confirm
          title={t('rotateTitle')}
          verb={t('rotate')}
          work={() => change('POST /api/meshes/{mesh}/ca/rotation')}
          onClose={close}
        >
          <p>{t('rotateText')}</p>
        </Confirm>
      )}
      {asking.value === 'retire' && (
        <Confirm
          title={t('retireTitle')}
          verb={t('retire')}
          work={() => change('DELETE /api/meshes/{mesh}/ca/rotation')}
          onClose={close}
        >
          <p>{t('retireText', { count: value?.waitingFor.length ?? 0 })}</p>
        </Confirm>
      )}
    </section>
  )
}

function Waiting({ status: { waitingFor } }: { status: CAStatus }) {
  if (waitingFor.length === 0) return <p role="status">{t('waitingForHubs')}</p>
  return (
    <p role="status">{t('waitingFor', { names: listed(waitingFor.map(({ name, user }) => `${name} (${user})`)) })}</p>
  )
}
