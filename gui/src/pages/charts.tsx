/** Charts of the last hour: what this computer sent and received in the mesh, and how far its hubs are. */
import type { Stats } from '../../../src/api/stats.ts'
import { Chart } from '../parts/chart.tsx'
import { bytes, t } from '../words/language.ts'

export function Charts({ stats: { times, sent, received, hubs } }: { stats: Stats }) {
  return (
    <div class="charts">
      <Chart
        title={t('chartTraffic')}
        times={times}
        format={rate => t('perSecond', { size: bytes(rate) })}
        least={1000}
        lines={[
          { name: t('chartSent'), values: sent },
          { name: t('chartReceived'), values: received },
        ]}
      />
      <Chart
        title={t('chartRoundTrip')}
        times={times}
        format={ms => `${Math.round(ms)} ms`}
        least={10}
        lines={hubs.map(({ address, roundTrips }) => ({ name: address, values: roundTrips }))}
      />
    </div>
  )
}
