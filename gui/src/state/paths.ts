/**
 * By which path each endpoint is reached at the moment, as the streams tell that are open now; how much is exchanged with it; and
 * how far it is.
 *
 * Owns when those are pinged that are reached. A component that wants to know asks the agent.
 */

import { useEffect } from 'preact/hooks'
import type { ActivityRecord } from '../../../src/api/activity.ts'
import type { Stats } from '../../../src/api/stats.ts'
import { activityMark, endpoints, mesh, pings, statsMark } from './agent.ts'
import { call } from './client.ts'
import { useReply } from './reply.ts'

export type PathKind = NonNullable<ActivityRecord['path']>

/** By endpoint id; of several paths the one of the newest stream. */
export type LivePaths = Readonly<Record<string, PathKind>>

/** Streams that are looked at: the agent gives no more at once. */
const mostStreams = '1000'

export function useLivePaths(): LivePaths {
  const name = mesh.value?.name ?? ''
  const query = { outcome: 'open', limit: mostStreams }
  const { value } = useReply(
    () => call('GET /api/meshes/{mesh}/activity', { params: { mesh: name }, query }),
    [name, activityMark.value],
  )
  const paths: Record<string, PathKind> = {}
  for (const { endpoint, path } of value?.items ?? []) if (endpoint && path) paths[endpoint.id] ??= path
  return paths
}

/** Bytes per second, there and back together, by endpoint id. */
export type Rates = Readonly<Record<string, number>>

export function ratesOf(stats: Stats | undefined): Rates {
  return Object.fromEntries((stats?.endpoints ?? []).map(({ id, sent, received }) => [id, sent + received]))
}

/** Others that are pinged again and again. */
const mostPinged = 12

/** Pings those of one's own user whose path is live, with each sample of the agent: others let nobody do that without a rule. */
export function useLivePings(paths: LivePaths): void {
  const { name = '', endpoint: own } = mesh.value ?? {}
  const isOwn = (id: string) =>
    id !== own?.id && endpoints.value.items.some(one => one.id === id && one.user === own?.user)
  const pinged = Object.keys(paths).filter(isOwn).slice(0, mostPinged)
  useEffect(() => {
    for (const id of pinged) {
      call('GET /api/meshes/{mesh}/ping/{endpoint}', { params: { mesh: name, endpoint: id } }).then(
        result => {
          if (mesh.value?.name === name) pings.value = { ...pings.value, [id]: result }
        },
        // The stream that it was reached by says so itself when it breaks.
        () => {},
      )
    }
  }, [name, pinged.join(), statsMark.value])
}
