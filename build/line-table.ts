/**
 * The line table of a script: which line of which TypeScript file each of its lines came from, as plain text.
 *
 * For launchers (build/launcher/), which have nothing but awk on a router, where a source map is beyond reach. Owns nothing.
 *
 *   src/hub/main.ts    what follows is about this file
 *   120 14             line 120 of the script is from line 14 of it, and so are those after it, up to the next entry
 *   125:18 15          line 125 is from line 15 from its column 18 on
 */
import { eachMapping, TraceMap } from '@jridgewell/trace-mapping'

interface Place {
  line: number
  /** Where in the script's line it begins, from 1; the first place of a line counts from its beginning. */
  column: number
  source: string
  sourceLine: number
}

/** Gives the table for a source map (JSON, version 3). */
export function lineTable(map: string): string {
  const places = placesOf(map)
  const rows: string[] = []
  let file = ''
  let first: Place | undefined
  for (const [index, place] of places.entries()) {
    const begins = places[index - 1]?.line !== place.line
    // The end of the table is the end of the script, so it is told in any case.
    if (begins && first && isSame(first, place) && index < places.length - 1) continue
    if (begins) first = place
    if (place.source !== file) rows.push(place.source)
    file = place.source
    rows.push(`${place.line}${begins ? '' : `:${place.column}`} ${place.sourceLine}`)
  }
  return rows.map(row => `${row}\n`).join('')
}

/** The mappings at which the line of the source changes. */
function placesOf(map: string): Place[] {
  const places: Place[] = []
  eachMapping(new TraceMap(map), mapping => {
    if (mapping.source === null) return
    const place = {
      line: mapping.generatedLine,
      column: mapping.generatedColumn + 1,
      source: mapping.source,
      sourceLine: mapping.originalLine,
    }
    const last = places.at(-1)
    if (last?.line !== place.line || !isSame(last, place)) places.push(place)
  })
  return places
}

const isSame = (a: Place, b: Place): boolean => a.source === b.source && a.sourceLine === b.sourceLine
