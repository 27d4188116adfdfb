/** Pings an endpoint, and shows the last answer, by which path it came, or why none did. */
import type { Endpoint } from '../../../src/api/types.ts'
import { useAction } from '../state/action.ts'
import { mesh, pings } from '../state/agent.ts'
import { call } from '../state/client.ts'
import { t } from '../words/language.ts'
import { ProblemBox } from './problem.tsx'

export function PingButton({ endpoint }: { endpoint: Endpoint }) {
  const { isRunning, problem, run } = useAction()
  const ping = () =>
    run(async () => {
      const params = { mesh: mesh.value?.name ?? '', endpoint: endpoint.id }
      const result = await call('GET /api/meshes/{mesh}/ping/{endpoint}', { params })
      pings.value = { ...pings.value, [endpoint.id]: result }
    })
  const result = pings.value[endpoint.id]
  return (
    <>
      <span class="quiet" aria-live="polite">
        {result && !problem && t('pingResult', { time: `${result.roundTrip} ms`, path: t(`path_${result.path}`) })}
      </span>
      <ProblemBox problem={problem} />
      <button
        type="button"
        class="small"
        aria-label={`${t('ping')} ${endpoint.name}`}
        disabled={isRunning}
        onClick={ping}
      >
        {isRunning ? t('pinging') : t('ping')}
      </button>
    </>
  )
}
