/**
 * Stack traces in terms of TypeScript: positions in a bundle are looked up in `SCRIPT.map` beside it.
 *
 * Owns the maps that were read. Rewriting moves columns, not lines, so the first mapping of a line is taken.
 */
import { join, sep } from 'node:path'
import { LEAST_UPPER_BOUND, originalPositionFor, TraceMap } from '@jridgewell/trace-mapping'
import { findBytes } from '../host/file-system.ts'

const maps = new Map<string, TraceMap | undefined>()

function mapOf(script: string): TraceMap | undefined {
  if (!maps.has(script)) {
    const map = findBytes(`${script}.map`)
    maps.set(script, map ? new TraceMap(map.toString('utf8')) : undefined)
  }
  return maps.get(script)
}

const self = import.meta.filename

/** What only positions in this engine hold: its folder, or the one file that it is bundled into. */
const engine = self.endsWith(join('script', 'stacks.ts')) ? join(self, '../..') + sep : `${self}:`

/** Maps each line of a stack; lines of this engine and of Node are left out. */
export function mapStack(stack: string): string {
  const lines = stack.split('\n')
  const mapped = lines
    .filter(
      (line, index) =>
        index === 0 || !(line.includes('node:') || line.includes(engine) || line.endsWith('(<anonymous>)')),
    )
    .map(line => line.replace(/(\/[^():]+\.js):(\d+):(\d+)/, mapPosition))
  return mapped.join('\n')
}

function mapPosition(whole: string, script: string, line: string, column: string): string {
  const map = mapOf(script)
  if (!map) return whole
  const needle = { line: Number(line), column: Number(column) - 1 }
  const exact = originalPositionFor(map, needle)
  const found = exact.source ? exact : originalPositionFor(map, { ...needle, bias: LEAST_UPPER_BOUND })
  return found.source ? `${found.source}:${found.line}:${(found.column ?? 0) + 1}` : whole
}
