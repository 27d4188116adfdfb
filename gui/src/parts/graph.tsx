/**
 * The mesh as a picture: this endpoint, its hubs with state and round trip, the other endpoints with their last ping.
 *
 * Owns its width. Says the same in words to those who do not see it.
 */
import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import type { Endpoint, Mesh, PingResult } from '../../../src/api/types.ts'
import { t } from '../words/language.ts'
import { type GraphLayout, layoutGraph, type Point } from './graph-layout.ts'

/** More are counted, not drawn. */
const mostOthers = 12

/** Half the height of a node's box. */
const halfHeight = 22

/** Width of a character of a title, in pixels, on the safe side. */
const charWidth = 7.6

interface GraphProps {
  mesh: Mesh
  others: Endpoint[]
  pings: Record<string, PingResult>
}

export function Graph({ mesh, others, pings }: GraphProps) {
  const frame = useRef<HTMLDivElement>(null)
  const width = useSignal(0)
  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => {
      width.value = Math.floor(entry?.contentRect.width ?? 0)
    })
    if (frame.current) observer.observe(frame.current)
    return () => observer.disconnect()
  }, [])
  const shown = others.slice(0, mostOthers)
  const layout = layoutGraph(width.value, mesh.hubs.length, shown.length)
  const { halfWidth } = layout
  const list = (names: string[]) => names.join(', ') || t('none')
  const words = t('mapText', {
    name: mesh.endpoint.name,
    hubs: list(mesh.hubs.map(hub => hub.address)),
    others: list(others.map(other => other.name)),
  })
  return (
    <div class="graph" ref={frame}>
      {layout.width > 0 && (
        <svg role="img" aria-label={words} width={layout.width} height={layout.height}>
          <title>{words}</title>
          <Lines mesh={mesh} layout={layout} />
          <Box
            halfWidth={halfWidth}
            at={layout.self}
            kind="self"
            title={mesh.endpoint.name}
            below={t('thisComputer')}
          />
          {mesh.hubs.map((hub, index) => (
            <Box
              key={hub.address}
              halfWidth={halfWidth}
              at={layout.hubs[index]}
              kind={`hub ${hub.state}`}
              title={hub.address}
              below={hub.roundTrip === undefined ? hub.state : `${hub.roundTrip} ms`}
            />
          ))}
          {shown.map((other, index) => (
            <Box
              key={other.id}
              halfWidth={halfWidth}
              at={layout.others[index]}
              kind="other"
              title={other.name}
              below={noteOf(other, pings)}
            />
          ))}
        </svg>
      )}
      {others.length === 0 && <p class="quiet">{t('mapNobody')}</p>}
      {others.length > mostOthers && <p class="quiet">{t('more', { count: others.length - mostOthers })}</p>}
    </div>
  )
}

/** The last ping, else whose it is. */
function noteOf({ id, user }: Endpoint, pings: Record<string, PingResult>): string {
  const ping = pings[id]
  return ping ? `${ping.path}, ${ping.roundTrip} ms` : user
}

/** Own links by their state; to the others through every hub that is connected, since which one they use is not known. */
function Lines({ mesh, layout }: { mesh: Mesh; layout: GraphLayout }) {
  return (
    <g>
      {mesh.hubs.map((hub, index) => {
        const at = layout.hubs[index]
        if (!at) return null
        return (
          <g key={hub.address}>
            <path class={`line ${hub.state}`} d={curve(layout.self, at, layout.isColumns)} />
            {hub.state === 'connected' &&
              layout.others.map(other => (
                <path key={`${other.x} ${other.y}`} class="line other" d={curve(at, other, layout.isColumns)} />
              ))}
          </g>
        )
      })}
    </g>
  )
}

function curve(from: Point, to: Point, isColumns: boolean): string {
  const middle = isColumns ? (from.x + to.x) / 2 : (from.y + to.y) / 2
  const bend = isColumns ? `${middle} ${from.y} ${middle} ${to.y}` : `${from.x} ${middle} ${to.x} ${middle}`
  return `M${from.x} ${from.y} C${bend} ${to.x} ${to.y}`
}

interface BoxProps {
  halfWidth: number
  at: Point | undefined
  kind: string
  title: string
  below: string
}

function Box({ halfWidth, at, kind, title, below }: BoxProps) {
  if (!at) return null
  const fits = Math.floor((2 * halfWidth) / charWidth)
  const cut = (text: string) => (text.length > fits ? `${text.slice(0, fits - 1)}…` : text)
  return (
    <g class={`node ${kind}`} transform={`translate(${at.x} ${at.y})`}>
      <rect x={-halfWidth} y={-halfHeight} width={2 * halfWidth} height={2 * halfHeight} rx="8" />
      <text y="-3">{cut(title)}</text>
      <text y="13" class="below">
        {cut(below)}
      </text>
    </g>
  )
}
