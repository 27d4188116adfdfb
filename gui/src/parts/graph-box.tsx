/** A node of the mesh's picture: a box with a title and a line below it, cut where they do not fit. */
import type { Point } from './graph-layout.ts'

/** Half the height of a box. */
export const halfHeight = 22

/** Width of a character of a title, in pixels, on the safe side. */
const charWidth = 7.6

interface BoxProps {
  halfWidth: number
  at: Point | undefined
  kind: string
  title: string
  below: string
}

export function Box({ halfWidth, at, kind, title, below }: BoxProps) {
  if (!at) return null
  return (
    <g class={`node ${kind}`} transform={`translate(${at.x} ${at.y})`}>
      <rect x={-halfWidth} y={-halfHeight} width={2 * halfWidth} height={2 * halfHeight} rx="8" />
      <text y="-3">{cut(title, 2 * halfWidth)}</text>
      <text y="13" class="below">
        {cut(below, 2 * halfWidth)}
      </text>
    </g>
  )
}

/** As much of a text as fits so many pixels. */
export function cut(text: string, width: number): string {
  const fits = Math.floor(width / charWidth)
  return text.length > fits ? `${text.slice(0, fits - 1)}…` : text
}
