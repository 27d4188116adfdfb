/** The hub that the agent runs for the mesh that was created here, and its end. Nothing where there is none. */
import { useSignal } from '@preact/signals'
import { Confirm } from '../parts/dialog.tsx'
import { reload, status } from '../state/agent.ts'
import { call } from '../state/client.ts'
import { t } from '../words/language.ts'

export function OwnHub() {
  const isEnding = useSignal(false)
  const hub = status.value?.hub
  if (!hub) return null
  const end = async () => {
    await call('DELETE /api/hub', {})
    await reload(['status'])
  }
  const title = t('ownHubEndTitle', { mesh: hub.mesh })
  return (
    <section class="card">
      <h2>{t('ownHub')}</h2>
      <p class="quiet">{t('ownHubText')}</p>
      <dl>
        <dt>{t('mesh')}</dt>
        <dd>{hub.mesh}</dd>
        <dt>{t('address')}</dt>
        <dd>
          <code>{hub.address}</code>
        </dd>
      </dl>
      <div class="buttons start">
        <button type="button" class="danger" onClick={() => (isEnding.value = true)}>
          {t('ownHubEnd')}
        </button>
      </div>
      {isEnding.value && (
        <Confirm title={title} verb={t('ownHubEnd')} work={end} onClose={() => (isEnding.value = false)}>
          <p>{t('ownHubEndText', { mesh: hub.mesh })}</p>
        </Confirm>
      )}
    </section>
  )
}
