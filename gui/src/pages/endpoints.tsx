/** The computers of the mesh that are online: who, since when, how fast; and their eviction. */
import { ActivityLink } from '../parts/activity-link.tsx'
import { Badge } from '../parts/badge.tsx'
import { PagedTable } from '../parts/paged-table.tsx'
import { PingButton } from '../parts/ping-button.tsx'
import { directoryCauses, mesh } from '../state/agent.ts'
import { call } from '../state/client.ts'
import { addressOfPage } from '../state/route.ts'
import { duration, t } from '../words/language.ts'
import { EvictButton } from './evict-button.tsx'

export function Endpoints() {
  const own = mesh.value?.endpoint.id
  return (
    <>
      <p class="quiet">{t('endpointsIntro')}</p>
      <PagedTable
        label={t('endpoints')}
        ask={query => call('GET /api/meshes/{mesh}/endpoints', { params: { mesh: mesh.value?.name ?? '' }, query })}
        causes={directoryCauses.value}
        sort="name"
        keyOf={({ id }) => id}
        empty={t('nobodyOnline')}
        columns={[
          {
            heading: t('name'),
            sort: 'name',
            cell: ({ id, name }) =>
              id === own ? (
                <>
                  <strong>{name}</strong> <Badge tone="plain">{t('thisComputer')}</Badge>
                </>
              ) : (
                <a href={addressOfPage('endpoint', { id })}>{name}</a>
              ),
          },
          { heading: t('user'), sort: 'user', cell: ({ user }) => user },
          {
            heading: t('services'),
            sort: '-services',
            cell: ({ services }) => <Names of={services.map(s => `${s.protocol}/${s.name}`)} />,
          },
          { heading: t('online'), sort: '-since', cell: ({ since }) => duration(Date.now() - since) },
          { heading: t('address'), sort: 'address', cell: ({ address }) => address },
          { heading: t('version'), sort: 'version', cell: ({ version }) => version },
        ]}
        actions={endpoint =>
          endpoint.id !== own && (
            <>
              <ActivityLink of={endpoint.name} query={{ endpoint: endpoint.name }} />
              <PingButton endpoint={endpoint} />
              <EvictButton endpoint={endpoint} />
            </>
          )
        }
      />
    </>
  )
}

function Names({ of }: { of: string[] }) {
  if (of.length === 0) return <span class="quiet">{t('none')}</span>
  return (
    <>
      {of.map(name => (
        <code key={name}>{name}</code>
      ))}
    </>
  )
}
