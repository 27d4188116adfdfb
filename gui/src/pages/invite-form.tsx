/**
 * Inviting a user, or another hub: a permit as a line to copy, as a file to save, as a link to open there, and as a code to scan.
 *
 * Owns the permit that was made, which is gone with the page: nobody keeps its secret here.
 */
import { useSignal } from '@preact/signals'
import type { Permit } from '../../../src/api/permit.ts'
import { CopyButton } from '../parts/copy.tsx'
import { CheckField, Field, SelectField, TextField } from '../parts/field.tsx'
import { ProblemBox } from '../parts/problem.tsx'
import { QRCode } from '../parts/qr-code.tsx'
import { useAction } from '../state/action.ts'
import { mesh } from '../state/agent.ts'
import { call } from '../state/client.ts'
import { download } from '../state/download.ts'
import { linkOf } from '../state/invitation.ts'
import { permitLine } from '../state/permit.ts'
import { moment, t } from '../words/language.ts'

const hourSeconds = 3600
const daySeconds = 24 * hourSeconds

export function InviteForm({ onMade }: { onMade: () => void }) {
  const user = useSignal(mesh.value?.endpoint.user ?? '')
  const expires = useSignal(String(daySeconds))
  const uses = useSignal('1')
  const labels = useSignal('')
  const isHub = useSignal(false)
  const permit = useSignal<Permit | undefined>(undefined)
  const { isRunning, problem, run } = useAction()
  const submit = async (event: Event) => {
    event.preventDefault()
    permit.value = undefined
    await run(async () => {
      permit.value = await call('POST /api/meshes/{mesh}/permits', {
        params: { mesh: mesh.value?.name ?? '' },
        body: {
          ...(isHub.value ? { hub: true } : { user: user.value.trim(), labels: labelsOf(labels.value) }),
          expires: Number(expires.value),
          uses: Number(uses.value),
        },
      })
      onMade()
    })
  }
  return (
    <form class="card" onSubmit={submit} aria-label={t('inviteTitle')}>
      <h2>{t('inviteTitle')}</h2>
      <p class="quiet">{t('inviteText')}</p>
      <div class="fields">
        {!isHub.value && (
          <TextField label={t('user')} required value={user.value} onInput={value => (user.value = value)} />
        )}
        <SelectField
          label={t('expires')}
          value={expires.value}
          onInput={value => (expires.value = value)}
          options={[
            [String(hourSeconds), t('hours', { count: 1 })],
            [String(daySeconds), t('hours', { count: 24 })],
            [String(7 * daySeconds), t('days', { count: 7 })],
            [String(30 * daySeconds), t('days', { count: 30 })],
          ]}
        />
        <TextField
          label={t('uses')}
          help={t('usesHelp')}
          type="number"
          min={1}
          max={1000}
          required
          value={uses.value}
          onInput={value => (uses.value = value)}
        />
      </div>
      <details>
        <summary>{t('inviteMore')}</summary>
        {!isHub.value && (
          <TextField
            label={t('labels')}
            help={t('labelsHelp')}
            pattern="\s*([^=,\s]+=[^=,\s]+[,\s]*)*"
            value={labels.value}
            onInput={value => (labels.value = value)}
          />
        )}
        <CheckField label={t('inviteHub')} checked={isHub} />
      </details>
      <ProblemBox problem={problem} />
      <div class="buttons start">
        <button type="submit" class="primary" disabled={isRunning}>
          {t('makePermit')}
        </button>
      </div>
      {permit.value && <PermitMade permit={permit.value} />}
    </form>
  )
}

/** Of `KEY=VALUE` by commas or spaces. */
function labelsOf(text: string): Record<string, string> {
  const parts = text.split(/[\s,]+/).filter(Boolean)
  return Object.fromEntries(parts.map(part => part.split('=', 2) as [string, string]))
}

function PermitMade({ permit }: { permit: Permit }) {
  const line = permitLine(permit)
  const link = linkOf(line)
  return (
    <div class="notice" role="status">
      <Field label={t('permitReady', { user: permit.user })} help={t('permitReadyText', { user: permit.user })}>
        {ids => <textarea {...ids} class="secret" rows={4} readOnly value={line} />}
      </Field>
      <div class="buttons start">
        <CopyButton text={line} />
        <button
          type="button"
          class="small"
          onClick={() => download(`${permit.user}.permit.json`, `${JSON.stringify(permit, null, 2)}\n`)}
        >
          {t('save')}
        </button>
        <span class="quiet">{t('permitUntil', { time: moment(permit.expires) })}</span>
      </div>
      <Field label={t('permitLink')} help={t('permitLinkHelp')}>
        {ids => <textarea {...ids} class="secret" rows={2} readOnly value={link} />}
      </Field>
      <div class="buttons start">
        <CopyButton text={link} />
      </div>
      <QRCode text={line} label={t('permitScan')} />
    </div>
  )
}
