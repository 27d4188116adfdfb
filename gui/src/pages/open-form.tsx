/** Opening a port of a computer. */
import { useSignal } from '@preact/signals'
import { CheckField, Options, TextField } from '../parts/field.tsx'
import { PortField } from '../parts/port-field.tsx'
import { ProblemBox } from '../parts/problem.tsx'
import { useAction } from '../state/action.ts'
import { offeredNames, offers } from '../state/agent.ts'
import { loopback, openPort } from '../state/open-port.ts'
import type { Place } from '../state/place.ts'
import { t } from '../words/language.ts'

export function OpenForm({ place }: { place: Place }) {
  const port = useSignal('')
  const service = useSignal('')
  const endpoint = useSignal('')
  const sticky = useSignal(false)
  const isHttp = useSignal(false)
  const { isRunning, problem, run } = useAction()
  const submit = async (event: Event) => {
    event.preventDefault()
    const wish = { ip: loopback, port: port.value, service: service.value.trim(), endpoint: endpoint.value.trim() }
    if (await run(() => openPort(place, { ...wish, sticky: sticky.value, isHttp: isHttp.value }))) port.value = ''
  }
  const offer = offers.value.items.find(({ protocol, name }) => `${protocol}/${name}` === service.value.trim())
  const providing = [...new Set(offer?.providers.map(({ name }) => name))]
  return (
    <form class="card" onSubmit={submit} aria-label={t('openPort')}>
      <h2>{t('openPort')}</h2>
      <div class="fields">
        <PortField port={port} />
        <TextField
          label={t('service')}
          help={t('serviceOf')}
          required
          list="known-services"
          pattern="(tcp|udp)/.+"
          value={service.value}
          onInput={value => (service.value = value)}
        />
        <TextField
          label={t('via')}
          placeholder={t('anyProvider')}
          list="known-providers"
          value={endpoint.value}
          onInput={value => (endpoint.value = value)}
        />
      </div>
      <Options id="known-services" of={offeredNames.value} />
      <Options id="known-providers" of={providing} />
      <CheckField label={t('sticky')} checked={sticky} />
      <CheckField label={t('http')} checked={isHttp} />
      <ProblemBox problem={problem} />
      <div class="buttons start">
        <button type="submit" class="primary" disabled={isRunning}>
          {t('open')}
        </button>
      </div>
    </form>
  )
}
