/**
 * The CA's log: who did what to the mesh, when, and from where. The CA searches and pages it.
 *
 * Owns which page is shown; what is searched for is in the address.
 */
import { useSignal } from '@preact/signals'
import type { AuditRecord } from '../../../src/api/ca.ts'
import { Badge } from '../parts/badge.tsx'
import { TextField } from '../parts/field.tsx'
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
  /** Cursors of the pages that were turned, the last of them is shown. */
  const turned = useSignal<string[]>([])
  const after = turned.value.at(-1) ?? ''
  const search = pageQuery.value.search ?? ''
  const reply = useReply(
    () => call('GET /api/meshes/{mesh}/audit', { params: { mesh: name }, query: { limit: pageSize, after, search } }),
    [name, news?.version, after, search],
  )
  const next = reply.value?.next
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
            turned.value = []
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
      <div class="buttons start">
        <button
          type="button"
          disabled={turned.value.length === 0}
          onClick={() => (turned.value = turned.value.slice(0, -1))}
        >
          {t('newer')}
        </button>
        <button type="button" disabled={!next} onClick={() => next && (turned.value = [...turned.value, next])}>
          {t('older')}
        </button>
      </div>
    </section>
  )
}

function Outcome({ of }: { of: AuditRecord['outcome'] }) {
  return of === 'done' ? <Badge tone="good">{t('outcomeDone')}</Badge> : <Badge tone="bad">{of}</Badge>
}
