/**
 * Where in the TypeScript: passes a log of Pipy on, with the positions in one script replaced by those in its sources.
 *
 *   node where.mjs ztm-hub.js.lines <LOG
 *
 * Owns the line table (format: build/line-table.ts), read at the first error. For ztm.mjs; where.awk is the same for `ztm`.
 */
import { readFileSync } from 'node:fs'
import { basename } from 'node:path'

/** Reads a table, like the log with one character a byte, so that nothing is lost: for each line of the script the places in it, each from a column on. */
function load(table) {
  const places = new Map()
  let file = ''
  let last = 0
  for (const row of readFileSync(table, 'latin1').trimEnd().split('\n')) {
    const [, line, column, sourceLine] = /^(\d+)(?::(\d+))? (\d+)$/.exec(row) ?? []
    if (!line) {
      file = row
      continue
    }
    last = Number(line)
    const list = places.get(last) ?? []
    list.push({ column: Number(column ?? 1), origin: `${file}:${sourceLine}` })
    places.set(last, list)
  }
  return { places, last }
}

/** Gives a function for the place in a source of one in the script; null if there is none. */
function createSource(table) {
  let loaded
  return (line, column) => {
    loaded ??= load(table)
    const { places, last } = loaded
    if (line > last) return null
    const here = places.get(line)?.findLast(place => place.column <= column)
    if (here) return here.origin
    // A line without an entry is from the same place as the one before it.
    for (let before = line; before > 0; before -= 1) {
      const [first] = places.get(before) ?? []
      if (first?.column === 1) return first.origin
    }
    return null
  }
}

/** Gives a function for the lines of one log. `table` is the file SCRIPT.lines. */
export function createLineMapper(table) {
  const script = basename(table, '.lines')
  const source = createSource(table)
  /** True between a `File` line about our script and its `Line` line (Pipy's src/log.cpp). */
  let inScript = false
  /** How much the line above `^` grew. */
  let wider = 0
  const headline = (whole, head, line) => {
    const origin = source(Number(line), 1)
    if (!origin) return whole
    wider = origin.length - `Line ${line}`.length
    return `${head}${origin}:`
  }
  const caret = spaces => {
    const width = Math.max(spaces.length + wider, 2)
    wider = 0
    return '^'.padStart(width)
  }
  const position = (whole, line, column, name, otherName, otherLine, otherColumn) => {
    if ((name ?? otherName) !== script) return whole
    const origin = source(Number(line ?? otherLine), Number(column ?? otherColumn))
    return origin ? `${name ? 'at ' : '@'}${origin}` : whole
  }
  return text => {
    if (/\[pjs\] File .*:$/.test(text)) inScript = text.includes(`[pjs] File /${script}:`)
    if (wider !== 0 && /\[pjs\] +\^$/.test(text)) return text.replace(/ +\^$/, caret)
    if (inScript && /\[pjs\] Line \d+:/.test(text)) return text.replace(/(\[pjs\] )Line (\d+):/, headline)
    return text.replace(/at line (\d+) column (\d+) in \/([\w.-]+)|@\/([\w.-]+):(\d+):(\d+)/g, position)
  }
}

/** Passes a stream of bytes on line by line, each as soon as it is whole; resolves at its end. */
export async function followLog(stream, { table, write }) {
  const map = createLineMapper(table)
  const pass = (text, end) => write(Buffer.from(map(text) + end, 'latin1'))
  let rest = ''
  for await (const chunk of stream) {
    const lines = (rest + chunk.toString('latin1')).split('\n')
    rest = lines.pop()
    for (const line of lines) pass(line, '\n')
  }
  if (rest) pass(rest, '')
}

if (import.meta.main) {
  await followLog(process.stdin, { table: process.argv[2], write: bytes => process.stdout.write(bytes) })
}
