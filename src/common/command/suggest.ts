/**
 * The nearest of what is known to what was typed.
 *
 * Pure.
 */

/** The hint for an unknown name: the nearest known one, else the way to the list. */
export function suggest(name: string, known: string[]): string {
  const nearest = findNearest(name, known)
  return nearest === undefined ? 'See --help for what there is.' : `Did you mean ${nearest}?`
}

/** What `name` is a beginning of, else what differs from it in less than half of its letters, and in three at most. */
export function findNearest(name: string, known: string[]): string | undefined {
  const longer = known.filter(candidate => name !== '' && candidate.startsWith(name))
  if (longer.length === 1) return longer[0]
  let nearest: string | undefined
  let least = Math.min(3, Math.ceil(name.length / 2)) + 1
  for (const candidate of known) {
    const distance = editDistance(name, candidate)
    if (distance < least) {
      nearest = candidate
      least = distance
    }
  }
  return nearest
}

/** Levenshtein distance, row by row. */
function editDistance(a: string, b: string): number {
  let row: number[] = []
  for (let j = 0; j <= b.length; j++) row.push(j)
  for (let i = 1; i <= a.length; i++) {
    const next: number[] = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a.charAt(i - 1) === b.charAt(j - 1) ? 0 : 1
      next.push(Math.min((row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1, (row[j - 1] ?? 0) + same))
    }
    row = next
  }
  return row[b.length] ?? 0
}
