/**
 * Text for people: tables, times, durations.
 *
 * Pure, but for what prints to stdout, and the width of the terminal.
 */
import type { Check } from '../api/diagnosis.ts'
import { columnsOfTerminal, wrap } from '../common/command/terminal.ts'
import { fault } from '../common/errors.ts'
import { readText } from '../common/files.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs
const dayMs = 24 * hourMs

/** Blanks between two columns. */
const gap = 2

/** No column is made narrower to fit the terminal. */
const leastColumn = 8

/** The value of a file of JSON. Throws not-found, or bad-request with a hint. */
export function parseJsonFile(file: string, hint = 'Look for a comma or a bracket that is missing.'): unknown {
  const text = readText(file)
  try {
    return JSON.parse(text)
  } catch {
    throw fault('bad-request', `${file} is not JSON`, hint)
  }
}

export function printJson(value: unknown): void {
  println(JSON.stringify(value, null, 2))
}

/** Rows under their headings, in columns; `nothing` when there is none. On a terminal, long cells are cut so that all fit. */
export function printTable(headings: string[], rows: string[][], nothing: string): void {
  if (rows.length === 0) {
    println(nothing)
    return
  }
  println(formatTable([headings, ...rows], columnsOfTerminal()).join('\n'))
}

/** What something is, a line each: its name and its value. */
export function printFacts(facts: [name: string, value: string][]): void {
  const width = Math.max(...facts.map(([name]) => name.length)) + gap
  for (const [name, value] of facts) println(`${`${name}:`.padEnd(width)} ${value}`)
}

/** Checks, a line each, and under it what to do. */
export function printChecks(checks: Check[]): void {
  if (checks.length === 0) return
  const width = columnsOfTerminal()
  const names = checks.map(check => [check.verdict, check.name, check.subject])
  const heads = formatTable(names, undefined)
  const indent = Math.max(...heads.map(head => head.length)) + gap
  checks.forEach(({ seen, next }, index) => {
    const lines = wrap(seen, width === undefined ? Number.MAX_SAFE_INTEGER : Math.max(leastColumn * 3, width - indent))
    if (next) lines.push(`-> ${next}`)
    lines.forEach((line, row) => {
      println((row === 0 ? (heads[index] ?? '') : '').padEnd(indent) + line)
    })
  })
}

/** Lines of a table; none is longer than `columns`, as far as eight characters a column allow. */
export function formatTable(rows: string[][], columns: number | undefined): string[] {
  const widths: number[] = []
  for (const row of rows) {
    row.forEach((cell, column) => {
      widths[column] = Math.max(widths[column] ?? 0, cell.length)
    })
  }
  if (columns !== undefined) narrow(widths, columns)
  return rows.map(row => {
    const cells = row.map((cell, column) => {
      const width = widths[column] ?? 0
      return cut(cell, width).padEnd(column === row.length - 1 ? 0 : width + gap)
    })
    return cells.join('').trimEnd()
  })
}

/** Takes from the widest column, again and again, until all fit or none can give. */
function narrow(widths: number[], columns: number): void {
  const sum = () => widths.reduce((total, width) => total + width + gap, -gap)
  while (sum() > columns) {
    const widest = Math.max(...widths)
    if (widest <= leastColumn) return
    widths[widths.indexOf(widest)] = widest - 1
  }
}

function cut(cell: string, width: number): string {
  return cell.length <= width ? cell : `${cell.substring(0, width - 1)}…`
}

/** `3 d`, `5 h`, `12 min`, `8 s`. */
export function formatDuration(ms: number): string {
  if (ms >= 2 * dayMs) return `${Math.floor(ms / dayMs)} d`
  if (ms >= 2 * hourMs) return `${Math.floor(ms / hourMs)} h`
  if (ms >= 2 * minuteMs) return `${Math.floor(ms / minuteMs)} min`
  return `${Math.max(0, Math.floor(ms / 1000))} s`
}

/** `env=prod,team=dev`. */
export function formatLabels(labels: Record<string, string>): string {
  return Object.entries(labels)
    .map(([key, value]) => `${key}=${value}`)
    .join(',')
}

/** `1.2 GB`, `34 MB`, `5.0 KB`, `678 B`: powers of ten. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB']
  let value = bytes
  let unit = 0
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1000
    unit++
  }
  return `${unit === 0 || value >= 9.95 ? Math.round(value) : value.toFixed(1)} ${units[unit]}`
}
