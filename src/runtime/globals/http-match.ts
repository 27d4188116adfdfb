/**
 * http.Match: compares the path of a request with a pattern of sections.
 *
 * Pure. Follows Pipy's class Match in src/api/http.cpp: no percent-decoding, sections compared without case, a '/' at the
 * end of the path and all from '?' or '#' on ignored, '*' as the last section takes the rest.
 */

interface Section {
  /** Text to compare with, in lower case. */
  text?: string
  /** Where the value goes. Neither text nor name: '*'. */
  name?: string
}

/** What a match gives: values by name, the rest under '*'. */
export type MatchValues = Record<string, string>

/** A function from a path, or a head that has one, to the values; null when it does not match. Throws on a bad pattern. */
export function createMatch(pattern: string): (pathOrHead: unknown) => MatchValues | null {
  const sections = parsePattern(pattern)
  return pathOrHead => matchPath(sections, pathOf(pathOrHead))
}

function parsePattern(pattern: string): Section[] {
  if (!pattern.startsWith('/')) throw new Error("path pattern must begin with '/'")
  return pattern
    .slice(1)
    .split('/')
    .map(part => {
      if (part === '*') return {}
      if (part.startsWith('{') && part.endsWith('}')) return { name: part.slice(1, -1) }
      if (part === '' || part.startsWith('{') || part.startsWith('*')) throw new Error('invalid path pattern')
      return { text: part.toLowerCase() }
    })
}

function pathOf(value: unknown): string {
  if (typeof value === 'string') return value
  if (typeof value === 'object' && value !== null) return String((value as { path?: unknown }).path ?? '')
  throw new TypeError('argument #1 expects a string or an object')
}

function matchPath(sections: Section[], path: string): MatchValues | null {
  const values: MatchValues = {}
  const endsInSlash = path.endsWith('/')
  const end = endsInSlash ? path.length - 1 : path.length
  let at = 0
  for (const [i, section] of sections.entries()) {
    if (path[at] !== '/' || at >= end) return null
    at++
    let stop = indexOfAny(path, { from: at, end, chars: '/#?' })
    if (stop === at) return null
    if (section.text !== undefined) {
      if (path.slice(at, stop).toLowerCase() !== section.text) return null
    } else if (section.name !== undefined) {
      values[section.name] = path.slice(at, stop)
    } else if (i === sections.length - 1) {
      stop = indexOfAny(path, { from: stop, end, chars: '#?' })
      // Pipy keeps the slash at the end here, and here only.
      values['*'] = path.slice(at, stop) + (endsInSlash && stop === end ? '/' : '')
    }
    at = stop
  }
  return at < end && path[at] !== '#' && path[at] !== '?' ? null : values
}

function indexOfAny(text: string, { from, end, chars }: { from: number; end: number; chars: string }): number {
  let at = from
  while (at < end && !chars.includes(text.charAt(at))) at++
  return at
}
