// DER, the binary form of certificates (ITU-T X.690): just enough to write a certificate and to read one back.
//
// Owns no state. Writes definite lengths only. Reads anything without hanging: what is not DER gives an error of code 'BAD_DER'.

export const Tag = {
  boolean: 0x01,
  integer: 0x02,
  bitString: 0x03,
  octetString: 0x04,
  null: 0x05,
  oid: 0x06,
  utf8String: 0x0c,
  printableString: 0x13,
  ia5String: 0x16,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  set: 0x31,
} as const

/** One element: its tag, its content, and the whole of it with header. */
export interface Element {
  tag: number
  content: Buffer
  raw: Buffer
}

function encodeLength(length: number): Buffer {
  if (length < 0x80) return Buffer.from([length])
  const bytes: number[] = []
  for (let rest = length; rest > 0; rest = Math.floor(rest / 256)) bytes.unshift(rest % 256)
  return Buffer.from([0x80 | bytes.length, ...bytes])
}

/** An element of any tag around the given contents. */
export function element(tag: number, ...contents: Uint8Array[]): Buffer {
  const length = contents.reduce((sum, part) => sum + part.length, 0)
  return Buffer.concat([Buffer.from([tag]), encodeLength(length), ...contents])
}

export const sequence = (...parts: Uint8Array[]): Buffer => element(Tag.sequence, ...parts)
export const set = (...parts: Uint8Array[]): Buffer => element(Tag.set, ...parts)
export const octets = (content: Uint8Array): Buffer => element(Tag.octetString, content)
export const nothing = (): Buffer => element(Tag.null)
export const truth = (value: boolean): Buffer => element(Tag.boolean, Buffer.from([value ? 0xff : 0]))
export const text = (tag: number, value: string): Buffer => element(tag, Buffer.from(value, 'utf8'))

/** Context-specific tag `[number]`, constructed or primitive. */
export const context = (number: number, constructed: boolean): number => (constructed ? 0xa0 : 0x80) | number

/** A non-negative integer from its big-endian bytes, in the shortest form (X.690 8.3.2). */
export function integer(bigEndian: Uint8Array): Buffer {
  let start = 0
  while (start < bigEndian.length - 1 && bigEndian[start] === 0) start++
  const bytes = bigEndian.subarray(start)
  const sign = bytes.length === 0 || (bytes[0] as number) >= 0x80 ? [Buffer.from([0])] : []
  return element(Tag.integer, ...sign, bytes)
}

/** Whole bytes as a bit string without unused bits. */
export const bits = (content: Uint8Array): Buffer => element(Tag.bitString, Buffer.from([0]), content)

/** A named bit list: trailing zero bits are left out (X.690 11.2.2). */
export function namedBits(positions: number[]): Buffer {
  const highest = Math.max(-1, ...positions)
  const content = Buffer.alloc(Math.floor(highest / 8) + 1)
  for (const position of positions) {
    const index = position >> 3
    content[index] = (content[index] as number) | (0x80 >> (position & 7))
  }
  const unused = highest < 0 ? 0 : 7 - (highest & 7)
  return element(Tag.bitString, Buffer.from([unused]), content)
}

/** An object identifier from its dotted form. */
export function oid(dotted: string): Buffer {
  const [first = 0, second = 0, ...rest] = dotted.split('.').map(Number)
  const bytes: number[] = []
  for (const arc of [first * 40 + second, ...rest]) {
    const septets = [arc % 128]
    for (let high = Math.floor(arc / 128); high > 0; high = Math.floor(high / 128)) septets.unshift((high % 128) | 0x80)
    bytes.push(...septets)
  }
  return element(Tag.oid, Buffer.from(bytes))
}

/** What is thrown for bytes that are not DER. */
export class DERError extends Error {
  readonly code = 'BAD_DER'
}

/** Longest number in an object identifier that is still exact. */
const MOST_ARC = Number.MAX_SAFE_INTEGER

/** The dotted form of an object identifier's content. Throws a DERError for padded, cut or huge numbers (X.690 8.19). */
export function readOID(content: Uint8Array): string {
  const arcs: number[] = []
  let arc = 0
  let isFirst = true
  if (content.length === 0 || (content[content.length - 1] as number) & 0x80) throw new DERError('OID is cut short')
  for (const byte of content) {
    if (isFirst && byte === 0x80) throw new DERError('OID has a padded number')
    isFirst = !(byte & 0x80)
    arc = arc * 128 + (byte & 0x7f)
    if (arc > MOST_ARC) throw new DERError('OID has a number that is too large')
    if (byte & 0x80) continue
    if (arcs.length === 0) {
      const first = Math.min(2, Math.floor(arc / 40))
      arcs.push(first, arc - first * 40)
    } else arcs.push(arc)
    arc = 0
  }
  return arcs.join('.')
}

/** The years that UTCTime can say, with two digits (RFC 5280 4.1.2.5.1); others are written as GeneralizedTime. */
const UTC_TIME = { from: 1950, to: 2049 }

/** A date of a certificate, in whole seconds. Throws a RangeError for one outside of the years 0 to 9999. */
export function time(milliseconds: number): Buffer {
  const digits = new Date(milliseconds).toISOString().replace(/\.\d+|[-:T]/g, '')
  if (!/^\d{14}Z$/.test(digits)) throw new RangeError('a certificate cannot say this date')
  const year = Number(digits.slice(0, 4))
  return year >= UTC_TIME.from && year <= UTC_TIME.to
    ? text(Tag.utcTime, digits.slice(2))
    : text(Tag.generalizedTime, digits)
}

/** Bytes of the longest length that is read: 4 GB, more than any Buffer that comes here. */
const MOST_LENGTH_BYTES = 4
const MULTI_BYTE_TAG = 0x1f

/** The element that begins at `offset`. Throws a DERError when there is none, or the bytes end before it does. */
export function read(bytes: Buffer, offset = 0): Element {
  const [tag, first] = bytes.subarray(offset, offset + 2)
  if (tag === undefined || first === undefined) throw new DERError('element is cut short')
  if ((tag & MULTI_BYTE_TAG) === MULTI_BYTE_TAG) throw new DERError('tag of several bytes')
  const extra = first < 0x80 ? 0 : first & 0x7f
  if (first === 0x80 || extra > MOST_LENGTH_BYTES) throw new DERError('length is indefinite or too long')
  const start = offset + 2 + extra
  if (start > bytes.length) throw new DERError('element is cut short')
  const end = start + (extra === 0 ? first : bytes.readUIntBE(offset + 2, extra))
  if (end > bytes.length) throw new DERError('element is cut short')
  return { tag, content: bytes.subarray(start, end), raw: bytes.subarray(offset, end) }
}

/** The elements inside a constructed one. */
export function children(content: Buffer): Element[] {
  const found: Element[] = []
  for (let offset = 0; offset < content.length; ) {
    const child = read(content, offset)
    found.push(child)
    offset += child.raw.length
  }
  return found
}

/** The text of a string element: UTF-16 and Latin-1 types as such, all others as UTF-8. */
export function readText(string: Element): string {
  const BMP_STRING = 0x1e
  const T61_STRING = 0x14
  if (string.tag === BMP_STRING && string.content.length % 2 !== 0) throw new DERError('half a character')
  if (string.tag === BMP_STRING) return Buffer.from(string.content).swap16().toString('utf16le')
  return string.content.toString(string.tag === T61_STRING ? 'latin1' : 'utf8')
}
