/**
 * "Open here": a button that asks for a local port, opens it, and shows the address to use.
 *
 * Owns the dialog's state. The port that it suggests is one that this agent has not opened; whether another program has it
 * only the agent can tell.
 */
import { useSignal } from '@preact/signals'
import type { ServiceProvider } from '../../../src/api/types.ts'
import { useAction } from '../state/action.ts'
import { mesh, ports, reload } from '../state/agent.ts'
import { call } from '../state/client.ts'
import { t } from '../words/language.ts'
import { CopyText } from './copy.tsx'
import { Dialog } from './dialog.tsx'
import { SelectField, TextField } from './field.tsx'
import { ProblemBox } from './problem.tsx'

/** Where suggestions begin: above what programs usually take. */
const firstPort = 10080

export const loopback = '127.0.0.1'

interface OpenHereProps {
  /** `tcp/NAME` or `udp/NAME`. */
  service: string
  providers: ServiceProvider[]
}

export function OpenHere({ service, providers }: OpenHereProps) {
  const isAsking = useSignal(false)
  return (
    <>
      <button
        type="button"
        class="small primary"
        aria-label={t('openTitle', { service })}
        onClick={() => (isAsking.value = true)}
      >
        {t('openHere')}
      </button>
      {isAsking.value && (
        <OpenDialog service={service} providers={providers} onClose={() => (isAsking.value = false)} />
      )}
    </>
  )
}

function suggestPort(): number {
  const taken = ports.value.items.map(({ port }) => port)
  let port = firstPort
  while (taken.includes(port)) port++
  return port
}

export interface PortWish {
  ip: string
  port: string
  /** `tcp/NAME` or `udp/NAME`. */
  service: string
  /** Id or name; '' for any. */
  endpoint: string
}

/** Opens a port and waits until the lists know. Rejects with a Problem. */
export async function openPort({ ip, port, service, endpoint }: PortWish): Promise<void> {
  const [protocol = '', name = ''] = service.split('/')
  await call('PUT /api/meshes/{mesh}/endpoints/{endpoint}/ports/{ip}/{protocol}/{port}', {
    params: { mesh: mesh.value?.name ?? '', endpoint: 'self', ip, protocol, port },
    body: { service: name, endpoint: endpoint || undefined },
  })
  await reload(['ports'])
}

function OpenDialog({ service, providers, onClose }: OpenHereProps & { onClose: () => void }) {
  const port = useSignal(String(suggestPort()))
  const endpoint = useSignal('')
  const isOpen = useSignal(false)
  const { isRunning, problem, run } = useAction()
  const submit = async (event: Event) => {
    event.preventDefault()
    const wish = { ip: loopback, port: port.value, service, endpoint: endpoint.value }
    if (await run(() => openPort(wish))) isOpen.value = true
  }
  const offers = providers.filter(({ protocol, name }) => `${protocol}/${name}` === service)
  return (
    <Dialog title={t('openTitle', { service })} onClose={onClose}>
      {isOpen.value ? (
        <>
          <p role="status">{t('opened', { service })}</p>
          <p>
            <CopyText text={`${loopback}:${port.value}`} />
          </p>
          <div class="buttons">
            <button type="button" class="primary" onClick={onClose}>
              {t('done')}
            </button>
          </div>
        </>
      ) : (
        <form onSubmit={submit}>
          <TextField
            label={t('localPort')}
            type="number"
            min={1}
            max={65535}
            required
            value={port.value}
            onInput={value => (port.value = value)}
          />
          <SelectField
            label={t('via')}
            value={endpoint.value}
            onInput={value => (endpoint.value = value)}
            options={[
              ['', t('anyProvider')],
              ...offers.map(offer => [offer.endpoint.id, offer.endpoint.name] as const),
            ]}
          />
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
