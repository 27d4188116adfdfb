/**
 * By which path each endpoint is reached at the moment, as the streams tell that are open now.
 *
 * Owns nothing: a component that wants to know asks the agent's activity.
 */
import type { ActivityRecord } from '../../../src/api/activity.ts'
import { activityMark, mesh } from './agent.ts'
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
