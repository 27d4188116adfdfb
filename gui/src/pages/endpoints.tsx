/** The computers of the mesh that are online: who, since when, how fast; and their eviction. */
import { useSignal } from '@preact/signals'
import type { Endpoint } from '../../../src/api/types.ts'
import { ActivityLink } from '../parts/activity-link.tsx'
import { Badge } from '../parts/badge.tsx'
import { Confirm } from '../parts/dialog.tsx'
import { PagedTable } from '../parts/paged-table.tsx'
import { ProblemBox } from '../parts/problem.tsx'
import { useAction } from '../state/action.ts'
import { directoryCauses, mesh, pings, reload } from '../state/agent.ts'
import { call } from '../state/client.ts'
import { duration, t } from '../words/language.ts'

export function Endpoints() {
  const leaving = useSignal<Endpoint | undefined>(undefined)
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
            cell: ({ id, name }) => (
              <>
                <strong>{name}</strong> {id === own && <Badge tone="plain">{t('thisComputer')}</Badge>}
              </>
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
              <button
                type="button"
                class="small danger"
                aria-label={t('evictNow', { name: endpoint.name })}
                onClick={() => (leaving.value = endpoint)}
              >
                {t('evict')}
              </button>
            </>
          )
        }
      />
      {leaving.value && <EvictDialog endpoint={leaving.value} onClose={() => (leaving.value = undefined)} />}
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

function PingButton({ endpoint }: { endpoint: Endpoint }) {
  const { isRunning, problem, run } = useAction()
  const ping = () =>
    run(async () => {
      const params = { mesh: mesh.value?.name ?? '', endpoint: endpoint.id }
      const result = await call('GET /api/meshes/{mesh}/ping/{endpoint}', { params })
      pings.value = { ...pings.value, [endpoint.id]: result }
    })
  const result = pings.value[endpoint.id]
  return (
    <>
      <span class="quiet" aria-live="polite">
        {result && !problem && t('pingResult', { time: `${result.roundTrip} ms`, path: t(`path_${result.path}`) })}
      </span>
      <ProblemBox problem={problem} />
      <button
        type="button"
        class="small"
        aria-label={`${t('ping')} ${endpoint.name}`}
        disabled={isRunning}
        onClick={ping}
      >
        {isRunning ? t('pinging') : t('ping')}
      </button>
    </>
  )
}

function EvictDialog({ endpoint, onClose }: { endpoint: Endpoint; onClose: () => void }) {
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
