/**
 * Text for people: tables, times, durations.
 *
 * Pure, but for `printJson` and `printTable`, which write to stdout.
 */
import { fault } from '../common/errors.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

/** Units of durations on the command line, in seconds. */
const unitSeconds: Record<string, number> = { s: 1, m: 60, h: 3600, d: 86400 }

export function printJson(value: unknown): void {
  println(JSON.stringify(value, null, 2))
}

/** Rows under their headings, in columns; `nothing` when there is none. */
export function printTable(headings: string[], rows: string[][], nothing: string): void {
  if (rows.length === 0) {
    println(nothing)
    return
  }
  const widths = headings.map((heading, column) => {
    let width = heading.length
    for (const row of rows) width = Math.max(width, (row[column] ?? '').length)
    return width
  })
  for (const row of [headings, ...rows]) {
    const cells = row.map((cell, column) => (column === row.length - 1 ? cell : cell.padEnd((widths[column] ?? 0) + 2)))
    println(cells.join(''))
  }
}

/** `3 d`, `5 h`, `12 min`, `8 s`. */
export function formatDuration(ms: number): string {
  if (ms >= 2 * dayMs) return `${Math.floor(ms / dayMs)} d`
  if (ms >= 2 * hourMs) return `${Math.floor(ms / hourMs)} h`
  if (ms >= 2 * minuteMs) return `${Math.floor(ms / minuteMs)} min`
  return `${Math.max(0, Math.floor(ms / 1000))} s`
}

/** `30m`, `24h`, `7d` as seconds. Throws bad-request. */
export function parseDuration(text: string, option: string): number {
  const unit = unitSeconds[text.charAt(text.length - 1)]
  const count = Number(text.substring(0, text.length - 1))
  if (!unit || !Number.isInteger(count) || count < 1) {
    throw fault('bad-request', `--${option} ${text} is not a duration`, 'Write 30m, 24h or 7d')
  }
  return count * unit
}
