/**
 * What activity is searched by: fields that are kept in the address, so that a search can be passed on.
 *
 * Owns the address's query of that page.
 */
import { Options, SelectField, TextField } from '../parts/field.tsx'
import { endpoints, offeredNames } from '../state/agent.ts'
import { keepInAddress, pageQuery } from '../state/route.ts'
import { t } from '../words/language.ts'
import type { Query } from './activity-export.ts'

const hourMs = 3_600_000

/** How far back one looks, by what is in the address, in milliseconds. */
const spans: Record<string, number> = { '1h': hourMs, '24h': 24 * hourMs }

/** What the agent is asked, from what the address says. */
export function queryOf({ service = '', user = '', endpoint = '', side = '', outcome = '', last = '' }: Query): Query {
  const span = spans[last]
  const since = span ? String(Date.now() - span) : ''
  const all = { service: service.trim(), user: user.trim(), endpoint: endpoint.trim(), side, outcome, since }
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ''))
}

export function ActivitySearch({ onChange }: { onChange: () => void }) {
  const given = pageQuery.value
  const set = (name: string) => (value: string) => {
    keepInAddress({ ...given, [name]: value })
    onChange()
  }
  return (
    <search class="fields">
      <TextField
        label={t('service')}
        type="search"
        placeholder="tcp/ssh"
        list="activity-services"
        value={given.service ?? ''}
        onInput={set('service')}
      />
      <TextField label={t('user')} value={given.user ?? ''} list="activity-users" onInput={set('user')} />
      <TextField label={t('otherEnd')} value={given.endpoint ?? ''} list="activity-ends" onInput={set('endpoint')} />
      <SelectField
        label={t('direction')}
        value={given.side ?? ''}
        onInput={set('side')}
        options={[
          ['', t('any')],
          ['entry', t('side_entry')],
          ['serving', t('side_serving')],
        ]}
      />
      <SelectField
        label={t('outcome')}
        value={given.outcome ?? ''}
        onInput={set('outcome')}
        options={[
          ['', t('any')],
          ['open', t('outcome_open')],
          ['done', t('outcome_done')],
          ['broken', t('outcome_broken')],
          ['lost', t('outcome_lost')],
          ['access-denied', 'access-denied'],
          ['target-unreachable', 'target-unreachable'],
        ]}
      />
      <SelectField
        label={t('begun')}
        value={given.last ?? ''}
        onInput={set('last')}
        options={[
          ['', t('anyTime')],
          ['1h', t('lastHour')],
          ['24h', t('lastDay')],
        ]}
      />
      <Options id="activity-services" of={offeredNames.value} />
      <Options id="activity-users" of={[...new Set(endpoints.value.items.map(({ user }) => user))]} />
      <Options id="activity-ends" of={[...new Set(endpoints.value.items.map(({ name }) => name))]} />
    </search>
  )
}
