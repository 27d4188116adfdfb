/**
 * Where in the TypeScript: `ztm run hub 2>&1 | node build/where.ts` passes a log of Pipy on, with the positions of scripts
 * replaced by those of their sources. The scripts and their maps are in dist/, or in the folder given as argument.
 *
 * Owns the maps that were read. Our own engine maps its positions itself (src/runtime/script/stacks.ts); the launcher does
 * not, because Pipy would die of SIGPIPE with whatever stood behind its stderr.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { LEAST_UPPER_BOUND, originalPositionFor, TraceMap } from '@jridgewell/trace-mapping'

/** Gives the place in the source for one in a script, as `file:line:column`; null if it is not known. */
export type Where = (script: string, line: number, column: number) => string | null

/** Looks places up in the maps of a folder. */
export function createWhere(folder: string): Where {
  const maps = new Map<string, TraceMap | null>()
  const mapOf = (script: string): TraceMap | null => {
    const file = join(folder, `${script}.map`)
    const map = maps.get(script) ?? (existsSync(file) ? new TraceMap(readFileSync(file, 'utf8')) : null)
    maps.set(script, map)
    return map
  }
  return (script, line, column) => {
    const map = mapOf(script)
    if (!map) return null
    const exact = originalPositionFor(map, { line, column: column - 1 })
    // A keyword has no mapping of its own: what follows it has.
    const origin = exact.source
      ? exact
      : originalPositionFor(map, { line, column: column - 1, bias: LEAST_UPPER_BOUND })
    return origin.source ? `${origin.source}:${origin.line}:${origin.column + 1}` : null
  }
}

/** Gives a function for the lines of one log: a line that names a place in a script comes out with that in the source. */
export function createLineMapper(where: Where): (line: string) => string {
  /** The script of the last `File` line: the next `Line` is in it (Pipy's src/log.cpp). */
  let current = ''
  return line => {
    const file = /\[pjs\] File \/?(\S+):$/.exec(line)
    if (file) current = file[1] ?? ''
    return line
      .replace(/(\[pjs\] )Line (\d+):/, (whole, head, number) => {
        const place = where(current, Number(number), 1)
        return place ? `${head}${place.replace(/:\d+$/, '')}:` : whole
      })
      .replace(/at line (\d+) column (\d+) in \/?([\w./-]+\.js)/g, (whole, number, column, script) => {
        const place = where(script, Number(number), Number(column))
        return place ? `at ${place}` : whole
      })
      .replace(/@\/?([\w./-]+\.js):(\d+):(\d+)/g, (whole, script, number, column) => {
        const place = where(script, Number(number), Number(column))
        return place ? `@${place}` : whole
      })
  }
}

if (import.meta.main) {
  const map = createLineMapper(createWhere(process.argv[2] ?? join(import.meta.dirname, '../dist')))
  createInterface({ input: process.stdin }).on('line', line => console.log(map(line)))
}
