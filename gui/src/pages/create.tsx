/**
 * Creating a mesh on this computer: a hub with its CA that the agent runs, and this computer as its first endpoint.
 *
 * Owns the form. Not shown where the agent runs a hub already, or cannot.
 */
import { useSignal } from '@preact/signals'
import { useRef } from 'preact/hooks'
import type { Computer } from '../../../src/api/computer.ts'
import { defaultHubPort } from '../../../src/api/protocol.ts'
import { Options, TextField } from '../parts/field.tsx'
import { ProblemBox } from '../parts/problem.tsx'
import { useAction } from '../state/action.ts'
import { chooseMesh, reload, status } from '../state/agent.ts'
import { call } from '../state/client.ts'
import { go } from '../state/route.ts'
import { t } from '../words/language.ts'

export function CreateMesh({ computer }: { computer: Computer }) {
  // As it was when one came here: the hub is there before the mesh is, and the form with its answer must stay.
  const hadHub = useRef(status.value?.hub !== undefined)
  if (!computer.canHost || hadHub.current) return null
  return <CreateForm computer={computer} />
}

/** What names of endpoints may have; the rest of a host name is left out. */
export const endpointNameOf = (host: string): string => host.replace(/\..*$/, '').replace(/[^\w-]/g, '')

function CreateForm({ computer }: { computer: Computer }) {
  const mesh = useSignal('home')
  const as = useSignal(endpointNameOf(computer.name))
  const address = useSignal(`${computer.addresses[0] ?? '127.0.0.1'}:${defaultHubPort}`)
  const { isRunning, problem, run } = useAction()
  const submit = async (event: Event) => {
    event.preventDefault()
    const name = mesh.value.trim()
    const created = await run(async () => {
      await call('POST /api/hub', { body: { mesh: name, as: as.value.trim(), address: address.value.trim() } })
      await reload(['status'])
    })
    if (!created) return
    chooseMesh(name)
    go('overview')
  }
  return (
    <form class="card narrow" onSubmit={submit} aria-label={t('createTitle')}>
      <h2>{t('createTitle')}</h2>
      <p class="quiet">{t('createText')}</p>
      <TextField label={t('createName')} required value={mesh.value} onInput={value => (mesh.value = value)} />
      <TextField label={t('createAs')} required value={as.value} onInput={value => (as.value = value)} />
      <TextField
        label={t('createAddress')}
        help={t('createAddressHelp')}
        required
        list="own-addresses"
        value={address.value}
        onInput={value => (address.value = value)}
      />
      <Options id="own-addresses" of={[...computer.addresses, '127.0.0.1'].map(ip => `${ip}:${defaultHubPort}`)} />
      <ProblemBox problem={problem} />
      <div class="buttons">
        <button type="submit" class="primary" disabled={isRunning}>
          {isRunning ? t('creating') : t('create')}
        </button>
      </div>
    </form>
  )
}
