/**
 * The first page: health before anything else, what to do first, and the mesh as a picture.
 *
 * Owns whether the first steps are shown: until one leaves the page after the last of them, so that none vanishes while one
 * is at it.
 */
import { useRef } from 'preact/hooks'
import { Graph } from '../parts/graph.tsx'
import { MeshSummary } from '../parts/graph-summary.tsx'
import {
  endpoints,
  mesh,
  mostDrawn,
  offers,
  pings,
  ports,
  services,
  statsMark,
  status,
  summary,
} from '../state/agent.ts'
import { call } from '../state/client.ts'
import { ratesOf, useLivePaths, useLivePings } from '../state/paths.ts'
import { useReply } from '../state/reply.ts'
import { t } from '../words/language.ts'
import { Charts } from './charts.tsx'
import { Diagnosis } from './diagnosis.tsx'
import { FirstSteps } from './first-steps.tsx'
import { HealthList } from './health.tsx'

export function Overview() {
  const here = mesh.value
  const wasNew = useRef(false)
  const paths = useLivePaths()
  const name = here?.name ?? ''
  const { value: stats } = useReply(
    () => call('GET /api/meshes/{mesh}/stats', { params: { mesh: name } }),
    [name, statsMark.value],
  )
  useLivePings(paths)
  if (!here) return null
  const isNew = ports.value.isLoaded && ports.value.items.length === 0 && services.value.items.length === 0
  wasNew.current ||= isNew
  const others = endpoints.value.items.filter(endpoint => endpoint.id !== here.endpoint.id)
  return (
    <>
      <HealthList meshes={status.value?.meshes ?? []} ports={ports.value.items} services={services.value.items} />
      {wasNew.current && here.state !== 'evicted' && (
        <FirstSteps
          hasOpened={ports.value.items.length > 0}
          offers={offers.value.items.filter(({ providers }) => providers.some(({ id }) => id !== here.endpoint.id))}
        />
      )}
      <section class="card">
        <h2>{t('map')}</h2>
        {summary.value && summary.value.endpoints - 1 > mostDrawn ? (
          <MeshSummary of={summary.value} />
        ) : (
          <Graph mesh={here} others={others} pings={pings.value} paths={paths} rates={ratesOf(stats)} />
        )}
      </section>
      {stats && <Charts stats={stats} />}
      <Diagnosis />
    </>
  )
}
