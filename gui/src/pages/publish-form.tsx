/** Publishing a service of this computer. */
import { useSignal } from '@preact/signals'
import { SelectField, TextField } from '../parts/field.tsx'
import { ProblemBox } from '../parts/problem.tsx'
import { useAction } from '../state/action.ts'
import { mesh, reload } from '../state/agent.ts'
import { call } from '../state/client.ts'
import { t } from '../words/language.ts'

export function PublishForm() {
  const protocol = useSignal('tcp')
  const name = useSignal('')
  const target = useSignal('')
  const { isRunning, problem, run } = useAction()
  const submit = async (event: Event) => {
    event.preventDefault()
    const done = await run(async () => {
      await call('PUT /api/meshes/{mesh}/endpoints/{endpoint}/services/{protocol}/{name}', {
        params: { mesh: mesh.value?.name ?? '', endpoint: 'self', protocol: protocol.value, name: name.value.trim() },
        body: { target: target.value.trim() },
      })
      await reload(['services', 'endpoints'])
    })
    if (!done) return
    name.value = ''
    target.value = ''
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
