/** What a table shows of a stream's record. */
import type { ActivityRecord } from '../../../src/api/activity.ts'
import { Badge, type Tone } from '../parts/badge.tsx'
import type { Column } from '../parts/table.tsx'
import { endpoints } from '../state/agent.ts'
import { bytes, duration, momentOfDay, t } from '../words/language.ts'

export function activityColumns(): Column<ActivityRecord>[] {
  return [
    { heading: t('began'), cell: ({ start }) => <Began start={start} /> },
    { heading: t('service'), cell: ({ protocol, service }) => <code>{`${protocol}/${service}`}</code> },
    { heading: t('direction'), cell: record => <Direction record={record} /> },
    { heading: t('path'), cell: ({ path }) => (path ? t(`path_${path}`) : '') },
    { heading: t('traffic'), cell: ({ sent, received }) => `↑ ${bytes(sent)} ↓ ${bytes(received)}` },
    { heading: t('outcome'), cell: record => <Outcome record={record} /> },
  ]
}

function Began({ start }: { start: number }) {
  return <time dateTime={new Date(start).toISOString()}>{momentOfDay(start)}</time>
}

/** Who called whom. */
function Direction({ record: { side, user, endpoint } }: { record: ActivityRecord }) {
  const name =
    endpoint && (endpoint.name ?? endpoints.value.items.find(({ id }) => id === endpoint.id)?.name ?? endpoint.id)
  if (side === 'entry') return <>{name ? t('toEndpoint', { name }) : t('toNobody')}</>
  return <>{t('fromEndpoint', { user, name: name ?? '?' })}</>
}

const tones: Record<string, Tone> = { open: 'good', done: 'plain', broken: 'warn', lost: 'warn' }

/** A code is shown as it is: it is what the command line and the logs say too. */
function Outcome({ record: { outcome, start, end } }: { record: ActivityRecord }) {
  const isWord = outcome === 'open' || outcome === 'done' || outcome === 'broken' || outcome === 'lost'
  const until = outcome === 'open' ? Date.now() : end
  return (
    <>
      <Badge tone={tones[outcome] ?? 'bad'}>{isWord ? t(`outcome_${outcome}`) : outcome}</Badge>{' '}
      {until !== undefined && <span class="quiet">{duration(until - start)}</span>}
    </>
  )
}
