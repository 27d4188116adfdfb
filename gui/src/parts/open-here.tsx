/**
 * "Open here": a button that asks for a local port, opens it, and shows the address to use.
 *
 * Owns the dialog's state.
 */
import { useSignal } from '@preact/signals'
import type { Offer } from '../../../src/api/types.ts'
import { useAction } from '../state/action.ts'
import { loopback, openPort, suggestPort } from '../state/open-port.ts'
import { useOwnPlace } from '../state/place.ts'
import { t } from '../words/language.ts'
import { Dialog } from './dialog.tsx'
import { CheckField, SelectField } from './field.tsx'
import { PortField } from './port-field.tsx'
import { PortLink } from './port-link.tsx'
import { ProblemBox } from './problem.tsx'

export function OpenHere({ offer }: { offer: Offer }) {
  const isAsking = useSignal(false)
  return (
    <>
      <button
        type="button"
        class="small primary"
        aria-label={`${t('openHere')}: ${offer.protocol}/${offer.name}`}
        onClick={() => (isAsking.value = true)}
      >
        {t('openHere')}
      </button>
      {isAsking.value && <OpenDialog offer={offer} onClose={() => (isAsking.value = false)} />}
    </>
  )
}

function OpenDialog({ offer, onClose }: { offer: Offer; onClose: () => void }) {
  const { protocol, name, providers, count } = offer
  const service = `${protocol}/${name}`
  const port = useSignal(String(suggestPort()))
  const endpoint = useSignal('')
  const sticky = useSignal(false)
  const isHttp = useSignal(false)
  const isOpen = useSignal(false)
  const { isRunning, problem, run } = useAction()
  const place = useOwnPlace()
  const submit = async (event: Event) => {
    event.preventDefault()
    const wish = { ip: loopback, port: port.value, service, endpoint: endpoint.value }
    if (await run(() => openPort(place, { ...wish, sticky: sticky.value, isHttp: isHttp.value }))) isOpen.value = true
  }
  return (
    <Dialog title={t('openTitle', { service })} onClose={onClose}>
      {isOpen.value ? (
        <>
          <p role="status">{t('opened', { service })}</p>
          <p>
            <PortLink port={{ protocol, service: name, ip: loopback, port: Number(port.value) }} />
          </p>
          <div class="buttons">
            <button type="button" class="primary" onClick={onClose}>
              {t('done')}
            </button>
          </div>
        </>
      ) : (
        <form onSubmit={submit}>
          <PortField port={port} />
          <SelectField
            label={t('via')}
            value={endpoint.value}
            onInput={value => (endpoint.value = value)}
            options={[['', t('anyProvider')], ...providers.map(provider => [provider.id, provider.name] as const)]}
          />
          {count > 1 && endpoint.value === '' && (
            <>
              <CheckField label={t('sticky')} checked={sticky} />
              {protocol === 'tcp' && <CheckField label={t('http')} checked={isHttp} />}
            </>
          )}
          <ProblemBox problem={problem} />
          <div class="buttons">
            <button type="button" onClick={onClose}>
              {t('cancel')}
            </button>
            <button type="submit" class="primary" disabled={isRunning}>
              {t('open')}
            </button>
          </div>
        </form>
      )}
    </Dialog>
  )
}
