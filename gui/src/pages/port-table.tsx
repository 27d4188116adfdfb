/** Ports of a computer: where they lead to, which are open, which are not and why. */
import type { Port } from '../../../src/api/types.ts'
import { Badge } from '../parts/badge.tsx'
import { PortLink } from '../parts/port-link.tsx'
import { ProblemBox } from '../parts/problem.tsx'
import { Table } from '../parts/table.tsx'
import { useAction } from '../state/action.ts'
import { endpoints, mesh } from '../state/agent.ts'
import { call } from '../state/client.ts'
import { addressOf, openPort } from '../state/open-port.ts'
import type { Place } from '../state/place.ts'
import { t } from '../words/language.ts'

interface PortTableProps {
  title: string
  place: Place
}

export function PortTable({ title, place }: PortTableProps) {
  return (
    <Table
      label={title}
      list={place.ports}
      keyOf={addressOf}
      empty={t('noPorts')}
      columns={[
        { heading: t('address'), cell: port => <Address port={port} place={place} /> },
        { heading: t('leadsTo'), cell: port => <Destination port={port} /> },
        { heading: t('state'), cell: port => <State port={port} /> },
      ]}
      actions={port => <Actions port={port} place={place} />}
    />
  )
}

interface PortProps {
  port: Port
  place: Place
}

/** Only here it leads anywhere. */
function Address({ port, place }: PortProps) {
  return place.endpoint === 'self' ? <PortLink port={port} /> : <code>{addressOf(port)}</code>
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

function Actions({ port, place }: PortProps) {
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
      const params = { mesh: mesh.value?.name ?? '', endpoint: place.endpoint, ip, protocol, port: String(port.port) }
      await call('DELETE /api/meshes/{mesh}/endpoints/{endpoint}/ports/{ip}/{protocol}/{port}', { params })
      await place.refresh()
    })
  const retry = () => run(() => openPort(place, wish))
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
