/**
 * One endpoint: what the directory says of it, how far it is, and its services and ports, which are changed here where it lets
 * this user do that. Its id is in the address.
 */
import type { Endpoint as Known } from '../../../src/api/types.ts'
import { ActivityLink } from '../parts/activity-link.tsx'
import { PingButton } from '../parts/ping-button.tsx'
import { ProblemBox } from '../parts/problem.tsx'
import { directoryCauses, mesh } from '../state/agent.ts'
import { call, type Problem } from '../state/client.ts'
import { useOtherPlace } from '../state/place.ts'
import { useReply } from '../state/reply.ts'
import { pageQuery } from '../state/route.ts'
import { duration, t } from '../words/language.ts'
import { EvictButton } from './evict-button.tsx'
import { Offline } from './offline.tsx'
import { OpenForm } from './open-form.tsx'
import { PortTable } from './port-table.tsx'
import { PublishForm } from './publish-form.tsx'
import { Published } from './published.tsx'

export function Endpoint() {
  const id = pageQuery.value.id ?? ''
  // Of another one nothing is kept.
  return <One key={id} id={id} />
}

function One({ id }: { id: string }) {
  const { name = '' } = mesh.value ?? {}
  const { value, problem } = useReply(
    () => call('GET /api/meshes/{mesh}/endpoints/{endpoint}', { params: { mesh: name, endpoint: id } }),
    [...directoryCauses.value, id],
  )
  return (
    <>
      <p>
        <a href="#/endpoints">{t('allEndpoints')}</a>
      </p>
      {problem &&
        (problem.code === 'endpoint-not-found' ? (
          <Offline id={id} problem={problem} />
        ) : (
          <ProblemBox problem={problem} />
        ))}
      {value && !problem && <Facts endpoint={value} />}
      {value && !problem && <Inside id={id} />}
    </>
  )
}

function Facts({ endpoint }: { endpoint: Known }) {
  const { id, name, user, since, address, version } = endpoint
  return (
    <section class="card">
      <h2>{name}</h2>
      <dl>
        <dt>{t('user')}</dt>
        <dd>{user}</dd>
        <dt>{t('online')}</dt>
        <dd>{duration(Date.now() - since)}</dd>
        <dt>{t('address')}</dt>
        <dd>{address}</dd>
        <dt>{t('version')}</dt>
        <dd>{version}</dd>
        <dt>{t('id')}</dt>
        <dd>
          <code>{id}</code>
        </dd>
      </dl>
      <p class="row">
        <PingButton endpoint={endpoint} />
        <ActivityLink of={name} query={{ endpoint: name }} />
        <EvictButton endpoint={endpoint} />
      </p>
    </section>
  )
}

/** What only the endpoint itself knows: it may say no. */
function Inside({ id }: { id: string }) {
  const place = useOtherPlace(id)
  const problem = place.services.problem ?? place.ports.problem
  if (problem) return <Closed problem={problem} />
  return (
    <>
      <Published title={t('itsServices')} place={place} />
      <PublishForm place={place} />
      <section>
        <h2>{t('itsPorts')}</h2>
        <PortTable title={t('itsPorts')} place={place} />
      </section>
      <OpenForm place={place} />
    </>
  )
}

/** That one may not look into another's computer is no failure. */
function Closed({ problem }: { problem: Problem }) {
  if (problem.code !== 'access-denied') return <ProblemBox problem={problem} />
  return <p class="quiet">{t('notYours')}</p>
}
