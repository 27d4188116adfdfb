/** Publishing a service of a computer. */
import { type Signal, useSignal } from '@preact/signals'
import { SelectField, TextField } from '../parts/field.tsx'
import { ProblemBox } from '../parts/problem.tsx'
import { useAction } from '../state/action.ts'
import { mesh } from '../state/agent.ts'
import { call } from '../state/client.ts'
import type { Place } from '../state/place.ts'
import { t } from '../words/language.ts'

export function PublishForm({ place }: { place: Place }) {
  const protocol = useSignal('tcp')
  const name = useSignal('')
  const target = useSignal('')
  const check = useSignal('')
  const users = useSignal('')
  const { isRunning, problem, run } = useAction()
  const submit = async (event: Event) => {
    event.preventDefault()
    const done = await run(async () => {
      await call('PUT /api/meshes/{mesh}/endpoints/{endpoint}/services/{protocol}/{name}', {
        params: {
          mesh: mesh.value?.name ?? '',
          endpoint: place.endpoint,
          protocol: protocol.value,
          name: name.value.trim(),
        },
        body: {
          target: target.value.trim(),
          check: check.value.trim() || undefined,
          users: users.value.trim() ? users.value.trim().split(/[\s,]+/) : undefined,
        },
      })
      await place.refresh()
    })
    if (!done) return
    name.value = ''
    for (const field of [target, check, users]) field.value = ''
  }
  return (
    <form class="card" onSubmit={submit} aria-label={t('publishTitle')}>
      <h2>{t('publishTitle')}</h2>
      <div class="fields">
        <SelectField
          label={t('protocol')}
          value={protocol.value}
          onInput={value => (protocol.value = value)}
          options={[
            ['tcp', 'tcp'],
            ['udp', 'udp'],
          ]}
        />
        <TextField
          label={t('name')}
          help={t('serviceNameHelp')}
          required
          value={name.value}
          onInput={value => (name.value = value)}
        />
        <TextField
          label={t('target')}
          help={t('targetHelp')}
          required
          value={target.value}
          onInput={value => (target.value = value)}
        />
      </div>
      <MoreOptions check={check} users={users} />
      <ProblemBox problem={problem} />
      <div class="buttons start">
        <button type="submit" class="primary" disabled={isRunning}>
          {t('publish')}
        </button>
        <span class="quiet">{t('whoMay')}</span>
      </div>
    </form>
  )
}

/** What most services need not. */
function MoreOptions({ check, users }: { check: Signal<string>; users: Signal<string> }) {
  return (
    <details>
      <summary>{t('moreOptions')}</summary>
      <div class="fields">
        <TextField
          label={t('healthCheck')}
          help={t('healthCheckHelp')}
          value={check.value}
          onInput={value => (check.value = value)}
        />
        <TextField
          label={t('onlyUsers')}
          help={t('onlyUsersHelp')}
          value={users.value}
          onInput={value => (users.value = value)}
        />
      </div>
    </details>
  )
}
