/**
 * Percent-encoding of path segments and queries: Pipy's http.Match does not decode, and its URLSearchParams differs.
 *
 * Pure functions, no state.
 */
import { fault } from '../errors.ts'

const unreserved = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~'
const hexDigits = '0123456789ABCDEF'

/** Encodes a text as one path segment or query value (RFC 3986, section 2.3, over its UTF-8 bytes). */
export function encodeSegment(text: string): string {
  const hex = new Data(text).toString('hex').toUpperCase()
  let out = ''
  for (let i = 0; i < hex.length; i += 2) {
    const pair = hex.substring(i, i + 2)
    const char = String.fromCharCode(hexDigits.indexOf(pair.charAt(0)) * 16 + hexDigits.indexOf(pair.charAt(1)))
    out += unreserved.includes(char) ? char : `%${pair}`
  }
  return out
}

/** Decodes a path segment or query value. Throws bad-request for a broken escape or bytes that are not UTF-8. */
export function decodeSegment(text: string): string {
  if (!text.includes('%')) return text
  let hex = ''
  let i = 0
  while (i < text.length) {
    const char = text.charAt(i)
    if (char === '%') {
      hex += hexPair(text, i)
      i += 3
    } else {
      hex += new Data(char).toString('hex')
      i++
    }
  }
  const decoded = new Data(hex, 'hex').toString()
  if (decoded === undefined) throw fault('bad-request', 'a part of the address is not UTF-8')
  return decoded
}

function hexPair(text: string, at: number): string {
  const pair = text.substring(at + 1, at + 3).toUpperCase()
  if (pair.length < 2 || !hexDigits.includes(pair.charAt(0)) || !hexDigits.includes(pair.charAt(1))) {
    throw fault('bad-request', 'a percent sign in the address is not followed by two hex digits')
  }
  return pair
}

/** All values of a match, decoded. */
export function decodePath(params: Record<string, string>): Record<string, string> {
  const decoded: Record<string, string> = {}
  for (const key of Object.keys(params)) decoded[key] = decodeSegment(params[key] ?? '')
  return decoded
}

/** `a=1&b=2` as an object; the last of equal names wins, and a plus is a space, as browsers send it. */
export function parseQuery(query: string): Record<string, string> {
  const result: Record<string, string> = {}
  for (const part of query.split('&')) {
    if (part === '') continue
    const equals = part.indexOf('=')
    const name = decodeSegment(equals < 0 ? part : part.substring(0, equals))
    result[name] =
      equals < 0
        ? ''
        : decodeSegment(
            part
              .substring(equals + 1)
              .split('+')
              .join(' '),
          )
  }
  return result
}

/** An object as a query with its question mark; absent values are left out, an empty object gives ''. */
export function formatQuery(query: Record<string, string | number | undefined>): string {
  const parts: string[] = []
  for (const key of Object.keys(query)) {
    const value = query[key]
    if (value !== undefined) parts.push(`${encodeSegment(key)}=${encodeSegment(String(value))}`)
  }
  return parts.length === 0 ? '' : `?${parts.join('&')}`
}
