/** A mesh that is too large for a picture, in numbers, with the users who have the most endpoints. */
import { Fragment } from 'preact'
import type { DirectorySummary } from '../../../src/api/types.ts'
import { t } from '../words/language.ts'

export function MeshSummary({ of: { endpoints, users, services, largest } }: { of: DirectorySummary }) {
  return (
    <>
      <p class="quiet">{t('tooManyToDraw')}</p>
      <dl>
        <dt>{t('endpoints')}</dt>
        <dd>{endpoints}</dd>
        <dt>{t('users')}</dt>
        <dd>{users}</dd>
        <dt>{t('services')}</dt>
        <dd>{services}</dd>
      </dl>
      <p class="quiet">{t('largestUsers')}</p>
      <dl>
        {largest.map(({ user, endpoints: count }) => (
          <Fragment key={user}>
            <dt>{user}</dt>
            <dd>{count}</dd>
          </Fragment>
        ))}
      </dl>
    </>
  )
}
