/** What this computer is in the mesh, and how it leaves; how the console looks; what it keeps; the agent's version. */
import { useSignal } from '@preact/signals'
import type { Mesh } from '../../../src/api/types.ts'
import { Confirm } from '../parts/dialog.tsx'
import { SelectField } from '../parts/field.tsx'
import { mesh, reload, status } from '../state/agent.ts'
import { call } from '../state/client.ts'
import { chooseKeys, chooseTheme, hasKeys, type Theme, theme, themes } from '../state/preferences.ts'
import { go } from '../state/route.ts'
import { dropToken } from '../state/token.ts'
import { chooseLanguage, duration, type Language, language, languages, moment, t } from '../words/language.ts'
import { OwnHub } from './own-hub.tsx'

export function Settings() {
  const isLeaving = useSignal(false)
  const here = mesh.value
  return (
    <>
      {here && <Membership mesh={here} onLeave={() => (isLeaving.value = true)} />}
      <OwnHub />
      <Display />
      <Data />
      <About />
      {here && isLeaving.value && <LeaveDialog mesh={here} onClose={() => (isLeaving.value = false)} />}
    </>
  )
}

function Membership({ mesh, onLeave }: { mesh: Mesh; onLeave: () => void }) {
  return (
    <section class="card">
      <h2>{t('membership')}</h2>
      <dl>
        <dt>{t('mesh')}</dt>
        <dd>{mesh.name}</dd>
        <dt>{t('name')}</dt>
        <dd>{mesh.endpoint.name}</dd>
        <dt>{t('user')}</dt>
        <dd>{mesh.endpoint.user}</dd>
        <dt>{t('endpointId')}</dt>
        <dd>
          <code>{mesh.endpoint.id}</code>
        </dd>
        <dt>{t('certificate')}</dt>
        <dd>{t('permitUntil', { time: moment(mesh.certificate.notAfter) })}</dd>
      </dl>
      <div class="buttons start">
        <button type="button" class="danger" onClick={onLeave}>
          {t('leave')}
        </button>
        <a class="button" href="#/join">
          {t('joinAnother')}
        </a>
      </div>
    </section>
  )
}

function Display() {
  return (
    <section class="card">
      <h2>{t('display')}</h2>
      <SelectField
        label={t('theme')}
        value={theme.value}
        onInput={value => chooseTheme(value as Theme)}
        options={themes.map(name => [name, t(`theme_${name}`)] as const)}
      />
      <SelectField
        label={t('language')}
        value={language.value}
        onInput={value => chooseLanguage(value as Language)}
        options={Object.entries(languages)}
      />
      <label class="check">
        <input type="checkbox" checked={hasKeys.value} onInput={event => chooseKeys(event.currentTarget.checked)} />
        {t('keysWanted')}
      </label>
    </section>
  )
}

function Data() {
  return (
    <section class="card">
      <h2>{t('data')}</h2>
      <p>{t('dataText')}</p>
      <div class="buttons start">
        <button type="button" onClick={dropToken}>
          {t('forget')}
        </button>
      </div>
    </section>
  )
}

function About() {
  return (
    <section class="card">
      <h2>{t('about')}</h2>
      <dl>
        <dt>{t('agentVersion')}</dt>
        <dd>ZTM {status.value?.version}</dd>
        <dt>{t('engine')}</dt>
        <dd>{status.value?.engine}</dd>
        <dt>{t('running')}</dt>
        <dd>{duration(Date.now() - (status.value?.since ?? 0))}</dd>
      </dl>
    </section>
  )
}

function LeaveDialog({ mesh: { name, endpoint }, onClose }: { mesh: Mesh; onClose: () => void }) {
  const leave = async () => {
    await call('DELETE /api/meshes/{mesh}', { params: { mesh: name } })
    // The page of a mesh that is gone would ask for it.
    await reload(['status'])
    go('overview')
  }
  return (
    <Confirm
      title={t('leaveTitle', { mesh: name })}
      verb={t('leaveNow', { mesh: name })}
      work={leave}
      onClose={onClose}
    >
      <p>{t('leaveText', { name: endpoint.name })}</p>
    </Confirm>
  )
}
