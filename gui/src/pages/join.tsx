/**
 * Joining a mesh with a permit that was pasted, dropped, chosen as a file, scanned, or came with a link; below it, creating one.
 *
 * Owns the form for a permit. Says what the permit is before anything is sent; after it, the overview leads on.
 */
import { useSignal, useSignalEffect } from '@preact/signals'
import type { Permit } from '../../../src/api/permit.ts'
import { Field, TextField } from '../parts/field.tsx'
import { ProblemBox } from '../parts/problem.tsx'
import { ScanButton } from '../parts/scan-button.tsx'
import { useAction } from '../state/action.ts'
import { chooseMesh, reload } from '../state/agent.ts'
import { call } from '../state/client.ts'
import { invitation } from '../state/invitation.ts'
import { readPermit } from '../state/permit.ts'
import { useReply } from '../state/reply.ts'
import { go } from '../state/route.ts'
import { moment, t } from '../words/language.ts'
import { CreateMesh, endpointNameOf } from './create.tsx'

export function Join() {
  const { value } = useReply(() => call('GET /api/computer', {}), [])
  return (
    <>
      <JoinForm computer={value?.name ?? ''} />
      {value && <CreateMesh computer={value} />}
    </>
  )
}

/** `computer`: what it is called so far; it may join under another name. */
function JoinForm({ computer }: { computer: string }) {
  const text = useSignal('')
  const as = useSignal<string | undefined>(undefined)
  const name = useSignal<string | undefined>(undefined)
  const { isRunning, problem, run } = useAction()
  useSignalEffect(() => {
    if (invitation.value) text.value = invitation.value
  })
  const permit = readPermit(text.value)
  const ownName = as.value ?? endpointNameOf(computer)
  const meshName = name.value ?? permit?.mesh ?? ''
  const submit = async (event: Event) => {
    event.preventDefault()
    if (!permit) return
    const joined = await run(async () => {
      await call('POST /api/meshes', { body: { name: meshName, as: ownName.trim(), permit } })
      await reload(['status'])
    })
    if (!joined) return
    invitation.value = ''
    chooseMesh(meshName)
    go('overview')
  }
  return (
    <form class="card narrow" onSubmit={submit}>
      <p>{t('joinIntro')}</p>
      {invitation.value && <p class="notice">{t('joinByLink')}</p>}
      <PermitField text={text.value} permit={permit} onText={value => (text.value = value)} />
      <TextField
        label={t('endpointName')}
        help={t('endpointNameHelp')}
        value={ownName}
        onInput={value => (as.value = value)}
        required
      />
      <TextField label={t('meshName')} value={meshName} onInput={value => (name.value = value)} required />
      <ProblemBox problem={problem} />
      <div class="buttons">
        <button type="submit" class="primary" disabled={!permit || isRunning}>
          {isRunning ? t('joining') : t('join')}
        </button>
      </div>
    </form>
  )
}

interface PermitFieldProps {
  text: string
  permit: Permit | undefined
  onText: (text: string) => void
}

function PermitField({ text, permit, onText }: PermitFieldProps) {
  const isOver = useSignal(false)
  const take = async (file: File | undefined) => {
    if (file) onText(await file.text())
  }
  const scanned = (code: string) => {
    const isPermit = readPermit(code) !== undefined
    if (isPermit) onText(code)
    return isPermit
  }
  const drop = (event: DragEvent) => {
    event.preventDefault()
    isOver.value = false
    take(event.dataTransfer?.files[0])
  }
  return (
    <>
      <Field label={t('permit')} help={t('permitHelp')}>
        {ids => (
          <textarea
            {...ids}
            class={isOver.value ? 'secret over' : 'secret'}
            rows={4}
            required
            autocomplete="off"
            spellcheck={false}
            value={text}
            onInput={event => onText(event.currentTarget.value)}
            onDragOver={event => {
              event.preventDefault()
              isOver.value = true
            }}
            onDragLeave={() => (isOver.value = false)}
            onDrop={drop}
          />
        )}
      </Field>
      <p>
        <label class="button">
          {t('chooseFile')}
          <input
            class="hidden-input"
            type="file"
            accept=".json,.txt,.permit"
            onInput={event => take(event.currentTarget.files?.[0])}
          />
        </label>{' '}
        <ScanButton onText={scanned} />
      </p>
      <div aria-live="polite">{text.trim() && <PermitWords permit={permit} />}</div>
    </>
  )
}

function PermitWords({ permit }: { permit: Permit | undefined }) {
  if (!permit) {
    return (
      <div class="problem">
        <p class="problem-message">{t('notPermit')}</p>
        <p>{t('notPermitHint')}</p>
      </div>
    )
  }
  const time = moment(permit.expires)
  const { mesh, user, hubs } = permit
  return (
    <div class={permit.expires > Date.now() ? 'notice' : 'problem'}>
      <p>{t('permitOf', { mesh, user, hubs: hubs.join(', ') })}</p>
      <p>{t(permit.expires > Date.now() ? 'permitUntil' : 'permitOver', { time })}</p>
    </div>
  )
}
