/**
 * The table of results: which rows there are, what they are measured in, and how they look.
 *
 * Pure. Values are medians; behind those of a mesh stands their ratio to the yardstick in brackets.
 */
import type { Numbers } from './measures.ts'
import { PLACES } from './subjects.ts'

export interface Row {
  key: string
  label: string
  unit: string
  digits: number
}

const row = (key: string, label: string, unit: string, digits = 0): Row => ({ key, label, unit, digits })

const memoryRows = PLACES.flatMap(place => [
  row(`idle ${place}`, `memory of ${place}, idle`, 'MB'),
  row(`peak ${place}`, `memory of ${place}, peak with a slow reader`, 'MB'),
])

/** By the name of the measure that gives them. */
export const rows: Record<string, Row[]> = {
  throughput: [
    row('one', '1 stream, A to B', 'MB/s'),
    row('many', '8 streams, A to B', 'MB/s'),
    row('back', '1 stream, B to A', 'MB/s'),
    row('cpu', 'CPU time per GB, all processes', 's', 2),
  ],
  latency: [
    row('open50', '64 bytes there and back, open connection, p50', 'ms', 2),
    row('open99', '64 bytes there and back, open connection, p99', 'ms', 2),
    row('beside99', 'the same beside a bulk transfer, p99', 'ms', 2),
    row('new50', '64 bytes there and back, new connection, p50', 'ms', 2),
    row('new99', '64 bytes there and back, new connection, p99', 'ms', 2),
  ],
  connections: [row('connections', 'new connections, 16 at a time', '/s')],
  http: [
    row('http32', 'HTTP, 1 KB, 32 connections', '/s'),
    row('http32p99', 'the same, p99', 'ms', 1),
    row('http256', 'HTTP, 1 KB, 256 connections', '/s'),
    row('http256p99', 'the same, p99', 'ms', 1),
  ],
  memory: [
    ...memoryRows,
    row('slow rate', 'what the slow reader gets', 'MB/s', 2),
    row('slow ahead', 'what its writer is ahead', 'MB', 1),
    row('slow vain', 'what it sends in vain when the reader left', 'MB', 1),
  ],
  recovery: [
    row('recovery hub', 'until a request goes through again: hub killed and restarted', 's', 2),
    row('recovery serving', 'the same, serving agent', 's', 2),
    row('recovery entry', 'the same, entry agent', 's', 2),
  ],
}

export const YARDSTICK = 'yardstick'

export interface Column {
  name: string
  numbers: Numbers
}

const GAP = 2

/** The lines of the table; rows that nobody has are left out. */
export function formatTable(columns: readonly Column[]): string[] {
  const yardstick = columns.find(({ name }) => name === YARDSTICK)?.numbers ?? {}
  const used = Object.values(rows)
    .flat()
    .filter(({ key }) => columns.some(({ numbers }) => key in numbers))
  const cells = used.map(line => [line.label, line.unit, ...columns.map(column => cell(line, column, yardstick))])
  const all = [['', '', ...columns.map(({ name }) => name)], ...cells]
  const widths = all[0]?.map((_, i) => Math.max(...all.map(line => line[i]?.length ?? 0))) ?? []
  return all.map(line =>
    line
      .map((text, i) => (i < 2 ? text.padEnd(widths[i] ?? 0) : text.padStart(widths[i] ?? 0)))
      .join(' '.repeat(GAP))
      .trimEnd(),
  )
}

/** The width of `(12.34)`, so that numbers stand below each other. */
const RATIO_WIDTH = 7

function cell({ key, digits }: Row, { name, numbers }: Column, yardstick: Numbers): string {
  const value = numbers[key]
  if (value === undefined) return '-'
  const text = value.toFixed(digits)
  if (name === YARDSTICK) return text
  const measure = yardstick[key]
  const ratio = measure ? `(${(value / measure).toFixed(2)})` : ''
  return `${text} ${ratio.padStart(RATIO_WIDTH)}`
}
