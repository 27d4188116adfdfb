/** What a computer publishes, and its withdrawal. */
import { useSignal } from '@preact/signals'
import type { Service } from '../../../src/api/types.ts'
import { Badge } from '../parts/badge.tsx'
import { Confirm } from '../parts/dialog.tsx'
import { Table } from '../parts/table.tsx'
import { mesh } from '../state/agent.ts'
import { call } from '../state/client.ts'
import type { Place } from '../state/place.ts'
import { listed, t } from '../words/language.ts'

interface PublishedProps {
  title: string
  place: Place
}

export function Published({ title, place }: PublishedProps) {
  const leaving = useSignal<Service | undefined>(undefined)
  return (
    <section>
      <h2>{title}</h2>
      <Table
        label={title}
        list={place.services}
        keyOf={({ protocol, name }) => `${protocol}/${name}`}
        empty={t(place.endpoint === 'self' ? 'ownNothing' : 'itsNothing')}
        columns={[
          { heading: t('service'), cell: ({ protocol, name }) => <code>{`${protocol}/${name}`}</code> },
          { heading: t('target'), cell: ({ target }) => <code>{target}</code> },
          { heading: t('mayReach'), cell: ({ users }) => <MayReach users={users} /> },
          { heading: t('health'), cell: service => <ServiceHealth service={service} /> },
        ]}
        actions={service => (
          <button
            type="button"
            class="small"
            aria-label={`${t('unpublish')} ${service.protocol}/${service.name}`}
            onClick={() => (leaving.value = service)}
          >
            {t('unpublish')}
          </button>
        )}
      />
      {leaving.value && (
        <UnpublishDialog service={leaving.value} place={place} onClose={() => (leaving.value = undefined)} />
      )}
    </section>
  )
}

function MayReach({ users }: Pick<Service, 'users'>) {
  return (
    <>
      {users && `${listed(users)}, `}
      <a href="#/policy">{t('byPolicy')}</a>
    </>
  )
}

function ServiceHealth({ service: { check, failing } }: { service: Service }) {
  if (!check) return <span class="quiet">{t('notChecked')}</span>
  return (
    <>
      <Badge tone={failing ? 'bad' : 'good'}>{t(failing ? 'isFailing' : 'isHealthy')}</Badge>{' '}
      <span class="quiet">{failing ?? check}</span>
    </>
  )
}

interface UnpublishProps {
  service: Service
  place: Place
  onClose: () => void
}

function UnpublishDialog({ service: { protocol, name }, place, onClose }: UnpublishProps) {
  const service = `${protocol}/${name}`
  const unpublish = async () => {
    await call('DELETE /api/meshes/{mesh}/endpoints/{endpoint}/services/{protocol}/{name}', {
      params: { mesh: mesh.value?.name ?? '', endpoint: place.endpoint, protocol, name },
    })
    await place.refresh()
  }
  return (
    <Confirm title={t('unpublishTitle', { service })} verb={t('unpublish')} work={unpublish} onClose={onClose}>
      <p>{t('unpublishText')}</p>
    </Confirm>
  )
}
