/**
 * Percent-encoding over UTF-8 bytes, in the two ways of Pipy: lenient for queries (decode_uri in src/utils.cpp) and with a set
 * of characters that stay encoded for URL.decode (src/api/url.cpp).
 *
 * Pure. Bytes that are not UTF-8 become U+FFFD, where Pipy keeps them in its byte strings.
 */

const isAlphanumeric = (char: string): boolean => /^[0-9A-Za-z]$/.test(char)

/** Encodes all but letters, digits and the characters of `kept`. */
export function encodePercent(text: string, kept: string): string {
  let out = ''
  for (const byte of Buffer.from(text)) {
    const char = String.fromCharCode(byte)
    if (isAlphanumeric(char) || kept.includes(char)) out += char
    else out += `%${byte.toString(16).toUpperCase().padStart(2, '0')}`
  }
  return out
}

/** Decodes without ever failing: a '%' with less than two characters after it drops the rest, other bad digits set all their bits. */
export function decodePercent(text: string): string {
  if (!text.includes('%')) return text
  const from = Buffer.from(text)
  const bytes: number[] = []
  for (let i = 0; i < from.length; i++) {
    const byte = from[i] ?? 0
    if (byte !== percent) bytes.push(byte)
    else {
      if (i + 2 >= from.length) break
      bytes.push((((hexDigit(from[i + 1]) ?? -1) << 4) | (hexDigit(from[i + 2]) ?? -1)) & 0xff)
      i += 2
    }
  }
  return Buffer.from(bytes).toString()
}

/** Decodes what encodePercent with `kept` made; letters, digits and `kept` stay encoded. Throws on a bad '%'. */
export function decodePercentStrictly(text: string, kept: string): string {
  const from = Buffer.from(text)
  const bytes: number[] = []
  for (let i = 0; i < from.length; i++) {
    const byte = from[i] ?? 0
    if (byte !== percent) {
      bytes.push(byte)
      continue
    }
    const high = hexDigit(from[++i])
    const low = hexDigit(from[++i])
    if (high === undefined || low === undefined) throw new Error('malformed URL')
    const value = (high << 4) | low
    const char = String.fromCharCode(value)
    if (isAlphanumeric(char) || kept.includes(char)) {
      bytes.push(...Buffer.from(`%${value.toString(16).toUpperCase().padStart(2, '0')}`))
    } else bytes.push(value)
  }
  return Buffer.from(bytes).toString()
}

const percent = 0x25

function hexDigit(byte: number | undefined): number | undefined {
  if (byte === undefined) return undefined
  const value = '0123456789abcdef'.indexOf(String.fromCharCode(byte).toLowerCase())
  return value < 0 ? undefined : value
}
