/**
 * The picture of a mesh with few endpoints: a box each, with its last ping and the path that it is reached by now.
 *
 * Owns nothing.
 */
import type { Endpoint, Mesh, PingResult } from '../../../src/api/types.ts'
import type { LivePaths } from '../state/paths.ts'
import { t } from '../words/language.ts'
import { Box } from './graph-box.tsx'
import { type GraphLayout, layoutGraph, type Point } from './graph-layout.ts'

/** How far below the picture a line bends that goes around the hubs. */
const detour = 26

interface SmallGraphProps {
  mesh: Mesh
  others: Endpoint[]
  pings: Record<string, PingResult>
  paths: LivePaths
  width: number
  /** What the picture says, in words. */
  words: string
}

export function SmallGraph({ mesh, others, pings, paths, width, words }: SmallGraphProps) {
  const layout = layoutGraph(width, mesh.hubs.length, others.length)
  const { halfWidth } = layout
  const hasDetour = layout.isColumns && others.some(({ id }) => paths[id] === 'direct')
  return (
    <svg role="img" aria-label={words} width={layout.width} height={layout.height + (hasDetour ? detour : 0)}>
      <title>{words}</title>
      <Lines mesh={mesh} layout={layout} paths={others.map(({ id }) => paths[id])} />
      <Box halfWidth={halfWidth} at={layout.self} kind="self" title={mesh.endpoint.name} below={t('thisComputer')} />
      {mesh.hubs.map(({ address, state, roundTrip }, index) => (
        <Box
          key={address}
          halfWidth={halfWidth}
          at={layout.hubs[index]}
          kind={`hub ${state}`}
          title={address}
          below={roundTrip === undefined ? t(`hub_${state}`) : `${roundTrip} ms`}
        />
      ))}
      {others.map((other, index) => (
        <Box
          key={other.id}
          halfWidth={halfWidth}
          at={layout.others[index]}
          kind={`other ${paths[other.id] ?? ''}`}
          title={other.name}
          below={noteOf(other, pings[other.id], paths[other.id])}
        />
      ))}
    </svg>
  )
}

/** The path in use, or the last ping's; else whose it is. */
function noteOf({ user }: Endpoint, ping: PingResult | undefined, path: PingResult['path'] | undefined): string {
  const kind = path ?? ping?.path
  if (!kind) return user
  return ping ? `${t(`via_${kind}`)}, ${ping.roundTrip} ms` : t(`via_${kind}`)
}

interface LinesProps {
  mesh: Mesh
  layout: GraphLayout
  /** Of the others, in their order. */
  paths: (PingResult['path'] | undefined)[]
}

/** Own links by their state; to the others through every hub that is connected, since which one they use is not known. */
function Lines({ mesh, layout, paths }: LinesProps) {
  const { self, isColumns } = layout
  return (
    <g>
      {mesh.hubs.map((hub, index) => {
        const at = layout.hubs[index]
        if (!at) return null
        return (
          <g key={hub.address}>
            <path class={`line ${hub.state}`} d={curve(self, at, isColumns)} />
            {hub.state === 'connected' &&
              layout.others.map((other, i) => (
                <path key={`${other.x} ${other.y}`} class={classOf(paths[i])} d={curve(at, other, isColumns)} />
              ))}
          </g>
        )
      })}
      {layout.others.map(
        (other, i) =>
          paths[i] === 'direct' && (
            <path key={`${other.x} ${other.y}`} class="line live direct" d={around(self, other, layout)} />
          ),
      )}
    </g>
  )
}

/** Of a line through a hub. */
function classOf(path: PingResult['path'] | undefined): string {
  return path === 'splice' || path === 'tunnel' ? `line live ${path}` : 'line other'
}

function curve(from: Point, to: Point, isColumns: boolean): string {
  const middle = isColumns ? (from.x + to.x) / 2 : (from.y + to.y) / 2
  const bend = isColumns ? `${middle} ${from.y} ${middle} ${to.y}` : `${from.x} ${middle} ${to.x} ${middle}`
  return `M${from.x} ${from.y} C${bend} ${to.x} ${to.y}`
}

/** Past the hubs: below them, or on a phone at their side. */
function around(from: Point, to: Point, { width, height, isColumns }: GraphLayout): string {
  const bend = isColumns
    ? `${from.x} ${height + detour} ${to.x} ${height + detour}`
    : `${width} ${from.y} ${width} ${to.y}`
  return `M${from.x} ${from.y} C${bend} ${to.x} ${to.y}`
}
