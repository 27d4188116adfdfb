/**
 * Times in documents: RFC 3339 texts, read alike on every engine.
 *
 * Pure. Leap seconds are refused: no engine counts them.
 */
const digits = '0123456789'

/** A digit for each `d`. */
const dateTime = 'dddd-dd-ddTdd:dd:dd'
const offset = 'dd:dd'

/** Milliseconds since 1970 of an RFC 3339 text; undefined if it is none, or names a day or hour that does not exist. */
export function parseTime(text: string): number | undefined {
  const upper = text.toUpperCase()
  const base = upper.substring(0, dateTime.length)
  if (!hasShape(base, dateTime)) return undefined
  const time = Date.parse(`${base}Z`)
  // Some engines let the 30th of February be the 2nd of March.
  if (Number.isNaN(time) || !new Date(time).toISOString().startsWith(base)) return undefined
  let rest = upper.substring(dateTime.length)
  let fraction = 0
  if (rest.startsWith('.')) {
    const length = countDigits(rest.substring(1))
    if (length === 0) return undefined
    fraction = parseInt(rest.substring(1, 1 + Math.min(length, 3)).padEnd(3, '0'), 10)
    rest = rest.substring(1 + length)
  }
  const zone = parseZone(rest)
  return zone === undefined ? undefined : time + fraction - zone
}

function hasShape(text: string, shape: string): boolean {
  if (text.length !== shape.length) return false
  for (let i = 0; i < shape.length; i++) {
    const wanted = shape.charAt(i)
    const char = text.charAt(i)
    if (wanted === 'd' ? !digits.includes(char) : char !== wanted) return false
  }
  return true
}

function countDigits(text: string): number {
  let count = 0
  while (count < text.length && digits.includes(text.charAt(count))) count++
  return count
}

/** Milliseconds that a zone is ahead of UTC. */
function parseZone(zone: string): number | undefined {
  if (zone === 'Z') return 0
  const sign = zone.charAt(0)
  const rest = zone.substring(1)
  if ((sign !== '+' && sign !== '-') || !hasShape(rest, offset)) return undefined
  const hours = parseInt(rest.substring(0, 2), 10)
  const minutes = parseInt(rest.substring(3), 10)
  if (hours > 23 || minutes > 59) return undefined
  return (sign === '-' ? -1 : 1) * (hours * 60 + minutes) * 60_000
}
