/** Local ports that lead to services: which are open, which are not and why, and new ones. */
import { useSignal } from '@preact/signals'
import type { Port } from '../../../src/api/types.ts'
import { Badge } from '../parts/badge.tsx'
import { CheckField, Options, TextField } from '../parts/field.tsx'
import { PortField } from '../parts/port-field.tsx'
import { PortLink } from '../parts/port-link.tsx'
import { ProblemBox } from '../parts/problem.tsx'
import { Table } from '../parts/table.tsx'
import { useAction } from '../state/action.ts'
import { endpoints, mesh, offeredNames, offers, ports, reload } from '../state/agent.ts'
import { call } from '../state/client.ts'
import { addressOf, loopback, openPort } from '../state/open-port.ts'
import { t } from '../words/language.ts'

export function Ports() {
  return (
    <>
      <p class="quiet">{t('portsIntro')}</p>
      <Table
        label={t('ports')}
        list={ports.value}
        keyOf={addressOf}
        empty={t('noPorts')}
        columns={[
          { heading: t('address'), cell: port => <PortLink port={port} /> },
          { heading: t('leadsTo'), cell: port => <Destination port={port} /> },
          { heading: t('state'), cell: port => <State port={port} /> },
        ]}
        actions={port => <Actions port={port} />}
      />
      <OpenForm />
    </>
  )
}

function Destination({ port: { protocol, service, endpoint, sticky, speaks } }: { port: Port }) {
  const known = endpoints.value.items.find(({ id }) => id === endpoint)
  return (
    <>
      <code>{`${protocol}/${service}`}</code> <span class="quiet">{known?.name ?? endpoint ?? t('anyProvider')}</span>{' '}
      {sticky && <Badge tone="plain">{t('isSticky')}</Badge>} {speaks && <Badge tone="plain">{t('isHttp')}</Badge>}
    </>
  )
}

function State({ port: { state, error } }: { port: Port }) {
  if (state === 'open') return <Badge tone="good">{t('isOpen')}</Badge>
  return (
    <>
      <Badge tone="bad">{t('isFailed')}</Badge> <span class="quiet">{error}</span>
    </>
  )
}

function Actions({ port }: { port: Port }) {
  const { isRunning, problem, run } = useAction()
  const { ip, protocol, service, endpoint = '', sticky, speaks } = port
  const wish = {
    ip,
    port: String(port.port),
    service: `${protocol}/${service}`,
    endpoint,
    sticky: sticky !== undefined,
    isHttp: speaks === 'http',
  }
  const close = () =>
    run(async () => {
      const params = { mesh: mesh.value?.name ?? '', endpoint: 'self', ip, protocol, port: String(port.port) }
      await call('DELETE /api/meshes/{mesh}/endpoints/{endpoint}/ports/{ip}/{protocol}/{port}', { params })
      await reload(['ports'])
    })
  const retry = () => run(() => openPort(wish))
  return (
    <>
      <ProblemBox problem={problem} />
      {port.state === 'failed' && (
        <button
          type="button"
          class="small"
          aria-label={`${t('retry')} ${addressOf(port)}`}
          disabled={isRunning}
          onClick={retry}
        >
          {t('retry')}
        </button>
      )}
      <button
        type="button"
        class="small"
        aria-label={`${t('close')} ${addressOf(port)}`}
        disabled={isRunning}
        onClick={close}
      >
        {t('close')}
      </button>
    </>
  )
}

function OpenForm() {
  const port = useSignal('')
  const service = useSignal('')
  const endpoint = useSignal('')
  const sticky = useSignal(false)
  const isHttp = useSignal(false)
  const { isRunning, problem, run } = useAction()
  const submit = async (event: Event) => {
    event.preventDefault()
    const wish = { ip: loopback, port: port.value, service: service.value.trim(), endpoint: endpoint.value.trim() }
    if (await run(() => openPort({ ...wish, sticky: sticky.value, isHttp: isHttp.value }))) port.value = ''
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
