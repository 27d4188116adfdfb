/**
 * Text for people: tables, times, durations.
 *
 * Pure, but for `printJson` and `printTable`, which write to stdout.
 */
const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

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
