/**
 * The CA's log: who did what to the mesh, when, and from where. The CA searches and pages it.
 *
 * Owns nothing: what is searched for is in the address.
 */
import type { AuditRecord } from '../../../src/api/ca.ts'
import { Badge } from '../parts/badge.tsx'
import { TextField } from '../parts/field.tsx'
import { PageButtons, usePages } from '../parts/pages.tsx'
import { Table } from '../parts/table.tsx'
import { mesh } from '../state/agent.ts'
import { call } from '../state/client.ts'
import { listOf, useReply } from '../state/reply.ts'
import { keepInAddress, pageQuery } from '../state/route.ts'
import { moment, t } from '../words/language.ts'

/** Records on one page. */
const pageSize = '50'

export function AuditLog() {
  const { name = '', news } = mesh.value ?? {}
  const pages = usePages()
  const { after } = pages
  const search = pageQuery.value.search ?? ''
  const reply = useReply(
    () => call('GET /api/meshes/{mesh}/audit', { params: { mesh: name }, query: { limit: pageSize, after, search } }),
    [name, news?.version, after, search],
  )
  return (
    <section>
      <h2>{t('auditLog')}</h2>
      <p class="quiet">{t('auditText')}</p>
      <search class="fields">
        <TextField
          label={t('search')}
          type="search"
          value={search}
          onInput={value => {
            pages.reset()
            keepInAddress({ search: value })
          }}
        />
      </search>
      <Table
        label={t('auditLog')}
        list={listOf(reply)}
        keyOf={({ id }) => String(id)}
        empty={t(search ? 'noMatch' : 'auditNone')}
        columns={[
          { heading: t('time'), cell: ({ time }) => moment(time) },
          { heading: t('user'), cell: ({ user }) => <strong>{user}</strong> },
          { heading: t('act'), cell: ({ action }) => <code>{action}</code> },
          { heading: t('actedOn'), cell: ({ target }) => target },
          { heading: t('outcome'), cell: ({ outcome }) => <Outcome of={outcome} /> },
          { heading: t('from'), cell: ({ from }) => from },
        ]}
      />
      <PageButtons pages={pages} next={reply.value?.next} words={{ back: t('newer'), on: t('older') }} />
    </section>
  )
}

function Outcome({ of }: { of: AuditRecord['outcome'] }) {
  return of === 'done' ? <Badge tone="good">{t('outcomeDone')}</Badge> : <Badge tone="bad">{of}</Badge>
}
