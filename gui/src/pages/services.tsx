/** What the mesh offers, and what this computer publishes to it. */
import { useSignal } from '@preact/signals'
import type { Offer, Service } from '../../../src/api/types.ts'
import { ActivityLink } from '../parts/activity-link.tsx'
import { Badge } from '../parts/badge.tsx'
import { Confirm } from '../parts/dialog.tsx'
import { OpenHere } from '../parts/open-here.tsx'
import { PagedTable } from '../parts/paged-table.tsx'
import { Table } from '../parts/table.tsx'
import { directoryCauses, mesh, reload, services } from '../state/agent.ts'
import { call } from '../state/client.ts'
import { listed, t } from '../words/language.ts'
import { Found } from './found.tsx'
import { PublishForm } from './publish-form.tsx'

export function Services() {
  return (
    <>
      <p class="quiet">{t('servicesIntro')}</p>
      <PagedTable
        label={t('services')}
        ask={query => call('GET /api/meshes/{mesh}/offers', { params: { mesh: mesh.value?.name ?? '' }, query })}
        causes={directoryCauses.value}
        sort="name"
        keyOf={keyOf}
        empty={t('nothingPublished')}
        columns={[
          { heading: t('service'), sort: 'name', cell: offer => <code>{keyOf(offer)}</code> },
          { heading: t('providedBy'), sort: '-providers', cell: offer => <Providers of={offer} /> },
        ]}
        actions={offer => (
          <>
            <ActivityLink of={keyOf(offer)} query={{ service: keyOf(offer) }} />
            <OpenHere offer={offer} />
          </>
        )}
      />
      <OwnServices />
      <Found />
      <PublishForm />
    </>
  )
}

const keyOf = ({ protocol, name }: Pick<Offer, 'protocol' | 'name'>): string => `${protocol}/${name}`

function Providers({ of: { providers, count } }: { of: Offer }) {
  return (
    <ul class="plain inline">
      {providers.map(({ id, name, user, addresses }) => (
        <li key={id}>
          {name} <span class="quiet">({user})</span>{' '}
          {id === mesh.value?.endpoint.id && <Badge tone="plain">{t('thisComputer')}</Badge>}{' '}
          {addresses && <Badge tone="plain">{t('isDirect')}</Badge>}
        </li>
      ))}
      {count > providers.length && <li class="quiet">{t('more', { count: count - providers.length })}</li>}
    </ul>
  )
}

function OwnServices() {
  const leaving = useSignal<Service | undefined>(undefined)
  return (
    <section>
      <h2>{t('ownServices')}</h2>
      <Table
        label={t('ownServices')}
        list={services.value}
        keyOf={keyOf}
        empty={t('ownNothing')}
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
      {leaving.value && <UnpublishDialog {...leaving.value} onClose={() => (leaving.value = undefined)} />}
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

function UnpublishDialog({ protocol, name, onClose }: Service & { onClose: () => void }) {
  const service = `${protocol}/${name}`
  const unpublish = async () => {
    await call('DELETE /api/meshes/{mesh}/endpoints/{endpoint}/services/{protocol}/{name}', {
      params: { mesh: mesh.value?.name ?? '', endpoint: 'self', protocol, name },
    })
    await reload(['services', 'endpoints'])
  }
  return (
    <Confirm title={t('unpublishTitle', { service })} verb={t('unpublish')} work={unpublish} onClose={onClose}>
      <p>{t('unpublishText')}</p>
    </Confirm>
  )
}
