/** What the mesh offers, and what this computer publishes to it. */
import { useSignal } from '@preact/signals'
import type { Service, ServiceProvider } from '../../../src/api/types.ts'
import { ActivityLink } from '../parts/activity-link.tsx'
import { Badge } from '../parts/badge.tsx'
import { Confirm } from '../parts/dialog.tsx'
import { OpenHere } from '../parts/open-here.tsx'
import { Table } from '../parts/table.tsx'
import { mesh, providers, reload, services } from '../state/agent.ts'
import { call } from '../state/client.ts'
import { listed, t } from '../words/language.ts'
import { Found } from './found.tsx'
import { PublishForm } from './publish-form.tsx'

interface Offer {
  service: string
  by: ServiceProvider[]
}

export function Services() {
  const { items, ...rest } = providers.value
  return (
    <>
      <p class="quiet">{t('servicesIntro')}</p>
      <Table
        label={t('services')}
        list={{ ...rest, items: offersOf(items) }}
        keyOf={({ service }) => service}
        textOf={({ service, by }) =>
          [service, ...by.map(({ endpoint }) => `${endpoint.name} ${endpoint.user}`)].join(' ')
        }
        empty={t('nothingPublished')}
        columns={[
          { heading: t('service'), cell: ({ service }) => <code>{service}</code> },
          { heading: t('providedBy'), cell: ({ by }) => <Providers by={by} /> },
        ]}
        actions={({ service, by }) => (
          <>
            <ActivityLink of={service} query={{ service }} />
            <OpenHere service={service} providers={by} />
          </>
        )}
      />
      <OwnServices />
      <Found />
      <PublishForm />
    </>
  )
}

function offersOf(items: ServiceProvider[]): Offer[] {
  const offers = new Map<string, Offer>()
  for (const provider of items) {
    const service = `${provider.protocol}/${provider.name}`
    const offer = offers.get(service) ?? { service, by: [] }
    offer.by.push(provider)
    offers.set(service, offer)
  }
  return [...offers.values()].sort((a, b) => a.service.localeCompare(b.service))
}

function Providers({ by }: { by: ServiceProvider[] }) {
  return (
    <ul class="plain inline">
      {by.map(({ endpoint: { id, name, user, addresses } }) => (
        <li key={id}>
          {name} <span class="quiet">({user})</span>{' '}
          {id === mesh.value?.endpoint.id && <Badge tone="plain">{t('thisComputer')}</Badge>}{' '}
          {addresses && <Badge tone="plain">{t('isDirect')}</Badge>}
        </li>
      ))}
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
        keyOf={({ protocol, name }) => `${protocol}/${name}`}
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
