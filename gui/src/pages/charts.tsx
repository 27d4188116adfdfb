/** Charts of the last hour: what this computer sent and received in the mesh, and how far its hubs are. */
import { Chart } from '../parts/chart.tsx'
import { mesh, statsMark } from '../state/agent.ts'
import { call } from '../state/client.ts'
import { useReply } from '../state/reply.ts'
import { bytes, t } from '../words/language.ts'

export function Charts() {
  const name = mesh.value?.name ?? ''
  const { value } = useReply(
    () => call('GET /api/meshes/{mesh}/stats', { params: { mesh: name } }),
    [name, statsMark.value],
  )
  if (!value) return null
  const { times, sent, received, hubs } = value
  return (
    <div class="charts">
      <Chart
        title={t('chartTraffic')}
        times={times}
        format={rate => t('perSecond', { size: bytes(rate) })}
        lines={[
          { name: t('chartSent'), values: sent },
          { name: t('chartReceived'), values: received },
        ]}
      />
      <Chart
        title={t('chartRoundTrip')}
        times={times}
        format={ms => `${Math.round(ms)} ms`}
        lines={hubs.map(({ address, roundTrips }) => ({ name: address, values: roundTrips }))}
      />
    </div>
  )
}
