/**
 * Where the nodes of the mesh's picture stand: this endpoint, the hubs, the other endpoints.
 *
 * Pure: from counts and a width in pixels to points. Columns where there is room, rows on a phone.
 */

export interface Point {
  x: number
  y: number
}

export interface GraphLayout {
  width: number
  height: number
  self: Point
  hubs: Point[]
  others: Point[]
  isColumns: boolean
  /** Of every node's box. */
  halfWidth: number
}

/** Below this many pixels the picture goes from top to bottom. */
const narrow = 560

/** Height of a node with its two lines of text, and what is free around it. */
const step = 62

/** Half the width of a node's box where there is room, and what is free beside it where there is none. */
const widestHalf = 92
const gap = 5

/** Nodes side by side on a phone. */
const perRow = 2

export function layoutGraph(width: number, hubCount: number, otherCount: number): GraphLayout {
  return width < narrow ? inRows(width, hubCount, otherCount) : inColumns(width, hubCount, otherCount)
}

function inColumns(width: number, hubCount: number, otherCount: number): GraphLayout {
  const height = Math.max(hubCount, otherCount, 2) * step
  const spread = (count: number, x: number): Point[] =>
    Array.from({ length: count }, (_, index) => ({ x, y: (height * (index + 0.5)) / count }))
  return {
    width,
    height,
    self: { x: widestHalf + gap, y: height / 2 },
    hubs: spread(hubCount, width / 2),
    others: spread(otherCount, width - widestHalf - gap),
    isColumns: true,
    halfWidth: widestHalf,
  }
}

function inRows(width: number, hubCount: number, otherCount: number): GraphLayout {
  const rowsOf = (count: number, top: number): Point[] =>
    Array.from({ length: count }, (_, index) => {
      const row = Math.floor(index / perRow)
      const inRow = Math.min(perRow, count - row * perRow)
      return { x: (width * ((index % perRow) + 0.5)) / inRow, y: top + (row + 0.5) * (step + 14) }
    })
  const hubs = rowsOf(hubCount, step + 14)
  const hubsEnd = (1 + Math.ceil(hubCount / perRow)) * (step + 14)
  const others = rowsOf(otherCount, hubsEnd)
  const height = hubsEnd + Math.ceil(otherCount / perRow) * (step + 14)
  const halfWidth = Math.min(widestHalf, width / (2 * perRow) - gap)
  return { width, height, self: { x: width / 2, y: step / 2 }, hubs, others, isColumns: false, halfWidth }
}
