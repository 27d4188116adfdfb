/** What the mesh offers, and what this computer publishes to it. */
import type { Offer } from '../../../src/api/types.ts'
import { ActivityLink } from '../parts/activity-link.tsx'
import { Badge } from '../parts/badge.tsx'
import { OpenHere } from '../parts/open-here.tsx'
import { PagedTable } from '../parts/paged-table.tsx'
import { directoryCauses, mesh } from '../state/agent.ts'
import { call } from '../state/client.ts'
import { useOwnPlace } from '../state/place.ts'
import { t } from '../words/language.ts'
import { Found } from './found.tsx'
import { PublishForm } from './publish-form.tsx'
import { Published } from './published.tsx'

export function Services() {
  const place = useOwnPlace()
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
      <Published title={t('ownServices')} place={place} />
      <Found />
      <PublishForm place={place} />
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
