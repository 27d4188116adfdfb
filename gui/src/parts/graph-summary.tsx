/** A mesh that is too large for a picture, in numbers, with the users who have the most endpoints. */
import type { Endpoint } from '../../../src/api/types.ts'
import { t } from '../words/language.ts'

/** Users that are named. */
const mostUsers = 10

export function MeshSummary({ endpoints }: { endpoints: Endpoint[] }) {
  const counts = new Map<string, number>()
  const services = new Set<string>()
  for (const { user, services: published } of endpoints) {
    counts.set(user, (counts.get(user) ?? 0) + 1)
    for (const { protocol, name } of published) services.add(`${protocol}/${name}`)
  }
  const largest = [...counts].sort(([, a], [, b]) => b - a).slice(0, mostUsers)
  return (
    <>
      <p class="quiet">{t('tooManyToDraw')}</p>
      <dl>
        <dt>{t('otherEndpoints')}</dt>
        <dd>{endpoints.length}</dd>
        <dt>{t('users')}</dt>
        <dd>{counts.size}</dd>
        <dt>{t('services')}</dt>
        <dd>{services.size}</dd>
      </dl>
      <p class="quiet">{t('largestUsers')}</p>
      <dl>
        {largest.flatMap(([user, count]) => [<dt key={user}>{user}</dt>, <dd key={`${user} count`}>{count}</dd>])}
      </dl>
    </>
  )
}
