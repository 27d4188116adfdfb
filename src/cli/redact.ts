/**
 * Takes out of a report what is nobody's business: names become numbers, addresses too, secrets are gone.
 *
 * Pure. The same name becomes the same number everywhere, so that a report can still be understood.
 */

/** What stands for a known name: `user-1`. */
export interface Redaction {
  /** Makes a name one that is replaced, and gives what stands for it. The first kind that it is given with counts. */
  add: (kind: string, name: string) => string
  text: (text: string) => string
  /** The same for all texts in a value; keys stay. */
  value: (value: unknown) => unknown
}

const nameChars = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_.-:+=/'

/** Longer runs of hexadecimal digits or base64 are keys, tokens or permits. */
const secretLength = 40

/** Parts of names, but no secrets: paths and addresses have them. */
const separators = '/=:'

export function createRedaction(): Redaction {
  const known = new Map<string, string>()
  const counts = new Map<string, number>()
  const add = (kind: string, name: string): string => {
    const before = known.get(name)
    if (before) return before
    const number = (counts.get(kind) ?? 0) + 1
    counts.set(kind, number)
    known.set(name, `${kind}-${number}`)
    return `${kind}-${number}`
  }
  const word = (text: string): string => {
    const pseudonym = known.get(text)
    if (pseudonym) return pseudonym
    if (isAddress(text)) return isLoopback(text) ? text : add('address', text)
    return text
  }
  const run = (text: string): string => {
    if (text.length >= secretLength && !text.includes('/') && !text.includes(':')) return '(secret)'
    if (text.startsWith('ztm1:')) return '(permit)'
    return (
      known.get(text) ??
      (isIPv6(text)
        ? word(text)
        : splitKeeping(text, separators)
            .map(part => word(part))
            .join(''))
    )
  }
  const text = (whole: string): string => splitKeeping(whole, nameChars, true).map(run).join('')
  return {
    add: (kind, name) => (name ? add(kind, name) : ''),
    text,
    value: value => redactValue(value, text),
  }
}

function redactValue(value: unknown, text: (text: string) => string): unknown {
  if (typeof value === 'string') return text(value)
  if (value instanceof Array) return value.map(item => redactValue(item, text))
  if (typeof value !== 'object' || value === null) return value
  const redacted: Record<string, unknown> = {}
  for (const [key, item] of Object.entries(value as Record<string, unknown>)) redacted[key] = redactValue(item, text)
  return redacted
}

/** Cuts a text where characters change from inside to outside of `chars`; separators are parts by themselves unless `together`. */
function splitKeeping(text: string, chars: string, together = false): string[] {
  const parts: string[] = []
  let part = ''
  let wasInside = false
  for (let i = 0; i < text.length; i++) {
    const char = text.charAt(i)
    const isInside = chars.includes(char)
    if (part !== '' && (isInside !== wasInside || (isInside && !together))) {
      parts.push(part)
      part = ''
    }
    part += char
    wasInside = isInside
  }
  if (part !== '') parts.push(part)
  return parts
}

function isAddress(text: string): boolean {
  const parts = text.split('.')
  return isIPv6(text) || (parts.length === 4 && parts.every(part => part !== '' && Number(part) <= 255))
}

function isIPv6(text: string): boolean {
  const groups = text.split(':')
  return groups.length > 2 && groups.every(group => group.length <= 4 && isHex(group))
}

function isHex(text: string): boolean {
  return text.split('').every(char => '0123456789abcdefABCDEF'.includes(char))
}

function isLoopback(text: string): boolean {
  return text.startsWith('127.') || text === '::1' || text === '0.0.0.0' || text === '::'
}
