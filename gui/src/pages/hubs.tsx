/** The hubs of the mesh, by whom this computer reaches the others: their links, how fast, and what is wrong. */
import type { HubLink } from '../../../src/api/types.ts'
import { Badge, type Tone } from '../parts/badge.tsx'
import { Table } from '../parts/table.tsx'
import { mesh } from '../state/agent.ts'
import { duration, t } from '../words/language.ts'

const tones: Record<HubLink['state'], Tone> = { connected: 'good', connecting: 'warn', failed: 'bad' }

export function Hubs() {
  return (
    <>
      <p class="quiet">{t('hubsIntro')}</p>
      <Table
        label={t('hubs')}
        list={{ items: mesh.value?.hubs ?? [], isLoaded: true }}
        keyOf={({ address }) => address}
        empty={t('noHubs')}
        columns={[
          { heading: t('address'), cell: ({ address }) => <code>{address}</code> },
          {
            heading: t('state'),
            cell: ({ state, error }) => (
              <>
                <Badge tone={tones[state]}>{t(`hub_${state}`)}</Badge>{' '}
                {state !== 'connected' && <span class="quiet">{error}</span>}
              </>
            ),
          },
          { heading: t('roundTrip'), cell: ({ roundTrip }) => (roundTrip === undefined ? '' : `${roundTrip} ms`) },
          { heading: t('keyExchange'), cell: ({ keyExchange }) => keyExchange ?? '' },
          { heading: t('sinceThen'), cell: ({ since }) => duration(Date.now() - since) },
        ]}
      />
    </>
  )
}
