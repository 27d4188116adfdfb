/**
 * Activity: streams that this computer opened or served, the newest first, as they happen.
 *
 * What is searched for is in the address. The agent searches, so it finds what is not shown; while older records are looked
 * at, new ones wait.
 */
import { useSignal } from '@preact/signals'
import { PageButtons, usePages } from '../parts/pages.tsx'
import { ProblemBox } from '../parts/problem.tsx'
import { Table } from '../parts/table.tsx'
import { useAction } from '../state/action.ts'
import { activityMark, mesh } from '../state/agent.ts'
import { call } from '../state/client.ts'
import { download } from '../state/download.ts'
import { listOf, useReply } from '../state/reply.ts'
import { pageQuery } from '../state/route.ts'
import { t } from '../words/language.ts'
import { activityColumns } from './activity-columns.tsx'
import { csvOf } from './activity-csv.ts'
import { collect, mostExported, type Query } from './activity-export.ts'
import { ActivitySearch, queryOf } from './activity-search.tsx'

/** Records on one page. */
const pageSize = '50'

export function Activity() {
  const name = mesh.value?.name ?? ''
  const pages = usePages()
  const { after } = pages
  const query = queryOf(pageQuery.value)
  const reply = useReply(
    () =>
      call('GET /api/meshes/{mesh}/activity', { params: { mesh: name }, query: { ...query, limit: pageSize, after } }),
    [name, JSON.stringify(pageQuery.value), after, after ? 0 : activityMark.value],
  )
  return (
    <>
      <p class="quiet">{t('activityIntro')}</p>
      <ActivitySearch onChange={pages.reset} />
      <Table
        label={t('activity')}
        list={listOf(reply)}
        keyOf={({ id }) => String(id)}
        empty={t(Object.keys(query).length > 0 ? 'activityNoMatch' : 'activityNone')}
        columns={activityColumns()}
      />
      <PageButtons pages={pages} next={reply.value?.next} words={{ back: t('newer'), on: t('older') }}>
        <Export mesh={name} query={query} />
      </PageButtons>
    </>
  )
}

function Export({ mesh: name, query }: { mesh: string; query: Query }) {
  const { isRunning, problem, run } = useAction()
  const isCut = useSignal(false)
  const save = (kind: 'json' | 'csv') =>
    run(async () => {
      const records = await collect(name, query)
      isCut.value = records.length === mostExported
      if (kind === 'csv') download('activity.csv', csvOf(records), 'text/csv')
      else download('activity.json', `${JSON.stringify(records, null, 2)}\n`)
    })
  return (
    <>
      <span class="spring" />
      <button type="button" disabled={isRunning} onClick={() => save('json')}>
        {t('exportAs', { kind: 'JSON' })}
      </button>
      <button type="button" disabled={isRunning} onClick={() => save('csv')}>
        {t('exportAs', { kind: 'CSV' })}
      </button>
      {isCut.value && <p class="quiet">{t('exportCut', { count: mostExported })}</p>}
      <ProblemBox problem={problem} />
    </>
  )
}
