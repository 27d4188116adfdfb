/**
 * The picture of a mesh with many endpoints: users as boxes, their endpoints as dots, and lines only where something flows.
 *
 * Owns nothing. What is searched for stands out; the rest fades.
 */
import type { Endpoint, Mesh } from '../../../src/api/types.ts'
import type { LivePaths, Rates } from '../state/paths.ts'
import { bytes, t } from '../words/language.ts'
import { Box, cut, halfHeight } from './graph-box.tsx'
import { dotStep, type GroupBox, inset, layoutGroups, titleHeight } from './graph-groups.ts'
import type { Point } from './graph-layout.ts'

/** Height of the row of this endpoint and its hubs, and what is free below it for the lines. */
const rowHeight = 2 * halfHeight + 4
const linesHeight = 40
const dotRadius = 4

interface LargeGraphProps {
  mesh: Mesh
  others: Endpoint[]
  paths: LivePaths
  rates: Rates
  width: number
  /** Lower case; '' when nothing is searched for. */
  sought: string
  /** What the picture says, in words. */
  words: string
}

export function LargeGraph({ mesh, others, paths, rates, width, sought, words }: LargeGraphProps) {
  const { boxes, height } = layoutGroups(others, width, rowHeight + linesHeight)
  const cell = width / (mesh.hubs.length + 1)
  const halfWidth = Math.min(92, cell / 2 - 5)
  const at = (index: number): Point => ({ x: cell * (index + 0.5), y: rowHeight / 2 })
  return (
    <svg role="img" aria-label={words} width={width} height={height}>
      <title>{words}</title>
      {mesh.hubs.map(({ address, state }, index) => (
        <path key={address} class={`line ${state}`} d={`M${at(0).x} ${at(0).y}H${at(index + 1).x}`} />
      ))}
      {boxes.map(box => (
        <GroupLines key={box.user} box={box} paths={paths} rates={rates} self={at(0)} hub={at(1)} />
      ))}
      <Box halfWidth={halfWidth} at={at(0)} kind="self" title={mesh.endpoint.name} below={t('thisComputer')} />
      {mesh.hubs.map(({ address, state, roundTrip }, index) => (
        <Box
          key={address}
          halfWidth={halfWidth}
          at={at(index + 1)}
          kind={`hub ${state}`}
          title={address}
          below={roundTrip === undefined ? t(`hub_${state}`) : `${roundTrip} ms`}
        />
      ))}
      {boxes.map(box => (
        <Group key={box.user} box={box} paths={paths} rates={rates} sought={sought} />
      ))}
    </svg>
  )
}

interface GroupLinesProps {
  box: GroupBox
  paths: LivePaths
  rates: Rates
  self: Point
  hub: Point
}

/** One line for each kind of path that somebody of the box is reached by now. */
function GroupLines({ box, paths, rates, self, hub }: GroupLinesProps) {
  const kinds = new Set(box.members.flatMap(({ id }) => paths[id] ?? []))
  return (
    <g>
      {[...kinds].map(kind => {
        const from = kind === 'direct' ? self : hub
        const to = { x: box.x + box.width / 2, y: box.y }
        return (
          <path
            key={kind}
            class={
              box.members.some(({ id }) => paths[id] === kind && rates[id])
                ? `line live moving ${kind}`
                : `line live ${kind}`
            }
            d={`M${from.x} ${from.y}C${from.x} ${to.y} ${to.x} ${from.y + linesHeight} ${to.x} ${to.y}`}
          />
        )
      })}
    </g>
  )
}

type GroupProps = Pick<GroupLinesProps, 'box' | 'paths' | 'rates'> & { sought: string }

function Group({ box, paths, rates, sought }: GroupProps) {
  const { user, users, members, x, y, width, height, perRow } = box
  const name = user ?? t('otherUsers', { count: users })
  const rate = members.reduce((sum, { id }) => sum + (rates[id] ?? 0), 0)
  const moved = rate > 0 ? ` · ${t('perSecond', { size: bytes(rate) })}` : ''
  return (
    <g class="node group" transform={`translate(${x} ${y})`}>
      <rect width={width} height={height} rx="8" />
      <text x={inset} y="20" class="start">
        {cut(`${name} · ${members.length}${moved}`, width - 2 * inset)}
      </text>
      {members.map((endpoint, index) => (
        <circle
          key={endpoint.id}
          class={dotClass(endpoint, paths[endpoint.id], sought)}
          cx={inset + dotRadius + (index % perRow) * dotStep}
          cy={titleHeight + dotRadius + Math.floor(index / perRow) * dotStep}
          r={dotRadius}
        >
          <title>{`${endpoint.name} (${endpoint.user})`}</title>
        </circle>
      ))}
    </g>
  )
}

function dotClass({ name, user }: Endpoint, path: string | undefined, sought: string): string {
  const kind = path ? `dot-live ${path}` : ''
  if (!sought) return kind
  return `${name} ${user}`.toLowerCase().includes(sought) ? `${kind} found` : `${kind} faded`
}
