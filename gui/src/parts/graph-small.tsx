/**
 * The picture of a mesh with few endpoints: a box each, with its last ping and the path that it is reached by now.
 *
 * Owns nothing.
 */
import type { Endpoint, Mesh, PingResult } from '../../../src/api/types.ts'
import type { LivePaths, PathKind, Rates } from '../state/paths.ts'
import { bytes, t } from '../words/language.ts'
import { Box, cut } from './graph-box.tsx'
import { type GraphLayout, layoutGraph, type Point } from './graph-layout.ts'

/** How far below the picture a line bends that goes around the hubs. */
const detour = 26

interface SmallGraphProps {
  mesh: Mesh
  others: Endpoint[]
  pings: Record<string, PingResult>
  paths: LivePaths
  rates: Rates
  width: number
  /** What the picture says, in words. */
  words: string
}

export function SmallGraph({ mesh, others, pings, paths, rates, width, words }: SmallGraphProps) {
  const layout = layoutGraph(width, mesh.hubs.length, others.length)
  const { halfWidth } = layout
  const hasDetour = layout.isColumns && others.some(({ id }) => paths[id] === 'direct')
  return (
    <svg role="img" aria-label={words} width={layout.width} height={layout.height + (hasDetour ? detour : 0)}>
      <title>{words}</title>
      <Lines mesh={mesh} layout={layout} lines={others.map(({ id }) => ({ path: paths[id], rate: rates[id] ?? 0 }))} />
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
          below={noteOf(other, {
            ping: pings[other.id],
            path: paths[other.id],
            rate: rates[other.id] ?? 0,
            width: 2 * halfWidth,
          })}
        />
      ))}
    </svg>
  )
}

interface Notes extends LiveLine {
  ping: PingResult | undefined
  /** In pixels. */
  width: number
}

/** The path in use, or the last ping's, how far and how much; else whose it is. */
function noteOf({ user }: Endpoint, { ping, path, rate, width }: Notes): string {
  const kind = path ?? ping?.path
  if (!kind) return user
  const far = ping ? [`${ping.roundTrip} ms`] : []
  const much = rate > 0 ? [t('perSecond', { size: bytes(rate) })] : []
  const all = [t(`via_${kind}`), ...far, ...much].join(', ')
  return cut(all, width) === all ? all : [t(`via_${kind}`), ...much].join(', ')
}

/** Between this endpoint and another: what is in use, and bytes per second. */
interface LiveLine {
  path: PathKind | undefined
  rate: number
}

interface LinesProps {
  mesh: Mesh
  layout: GraphLayout
  /** Of the others, in their order. */
  lines: LiveLine[]
}

/** Own links by their state; to the others through every hub that is connected, since which one they use is not known. */
function Lines({ mesh, layout, lines }: LinesProps) {
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
                <path key={`${other.x} ${other.y}`} class={classOf(lines[i])} d={curve(at, other, isColumns)} />
              ))}
          </g>
        )
      })}
      {layout.others.map((other, i) => {
        const line = lines[i]
        if (line?.path !== 'direct') return null
        return <path key={`${other.x} ${other.y}`} class={liveClass(line)} d={around(self, other, layout)} />
      })}
    </g>
  )
}

/** Of a line through a hub. */
function classOf(line: LiveLine | undefined): string {
  return line?.path === 'splice' || line?.path === 'tunnel' ? liveClass(line) : 'line other'
}

/** A line moves while something moves on it. */
function liveClass({ path, rate }: LiveLine): string {
  return rate > 0 ? `line live moving ${path}` : `line live ${path}`
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
