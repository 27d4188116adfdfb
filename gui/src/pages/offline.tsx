/** An endpoint that is not online, as the CA knows it: for admins, who evict what was stolen whether it is on or not. */

import { ProblemBox } from '../parts/problem.tsx'
import { mesh } from '../state/agent.ts'
import type { Problem } from '../state/client.ts'
import { call } from '../state/client.ts'
import { isAdmin } from '../state/policy.ts'
import { useReply } from '../state/reply.ts'
import { moment, t } from '../words/language.ts'
import { EvictButton } from './evict-button.tsx'

interface OfflineProps {
  id: string
  /** Why it is not online. */
  problem: Problem
}

export function Offline({ id, problem }: OfflineProps) {
  const { name = '', news } = mesh.value ?? {}
  const members = useReply(async () => {
    if (!isAdmin.value) return []
    return (await call('GET /api/meshes/{mesh}/members', { params: { mesh: name }, query: { id } })).items
  }, [isAdmin.value, name, id, news?.version])
  const found = members.value?.find(member => member.id === id)
  if (!found) return members.value || members.problem ? <ProblemBox problem={problem} /> : null
  return (
    <section class="card">
      <h2>{found.name}</h2>
      <p class="quiet">{t('isOffline')}</p>
      <dl>
        <dt>{t('user')}</dt>
        <dd>{found.user}</dd>
        <dt>{t('certificateEnds')}</dt>
        <dd>{moment(found.notAfter)}</dd>
        <dt>{t('id')}</dt>
        <dd>
          <code>{id}</code>
        </dd>
      </dl>
      <p class="row">
        <EvictButton endpoint={found} />
      </p>
    </section>
  )
}
