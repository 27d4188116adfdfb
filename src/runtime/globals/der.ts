// DER, the binary form of certificates (ITU-T X.690): just enough to write a certificate and to read one back.
//
// Owns no state. Writes definite lengths only; reads what OpenSSL has accepted before, so it checks bounds and
// nothing else.

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

/** The dotted form of an object identifier's content. */
export function readOID(content: Uint8Array): string {
  const arcs: number[] = []
  let arc = 0
  for (const byte of content) {
    arc = arc * 128 + (byte & 0x7f)
    if (byte & 0x80) continue
    if (arcs.length === 0) {
      const first = Math.min(2, Math.floor(arc / 40))
      arcs.push(first, arc - first * 40)
    } else arcs.push(arc)
    arc = 0
  }
  return arcs.join('.')
}

/** From this year on dates of certificates are written as GeneralizedTime (RFC 5280 4.1.2.5). */
const GENERALIZED_TIME_FROM = 2050

/** A date of a certificate, in whole seconds. */
export function time(milliseconds: number): Buffer {
  const digits = new Date(milliseconds).toISOString().replace(/\.\d+|[-:T]/g, '')
  return new Date(milliseconds).getUTCFullYear() < GENERALIZED_TIME_FROM
    ? text(Tag.utcTime, digits.slice(2))
    : text(Tag.generalizedTime, digits)
}

/** The element that begins at `offset`. Throws a RangeError when the bytes end before it does. */
export function read(bytes: Buffer, offset = 0): Element {
  const tag = bytes.readUInt8(offset)
  const first = bytes.readUInt8(offset + 1)
  const extra = first < 0x80 ? 0 : first & 0x7f
  const length = extra === 0 ? first : bytes.readUIntBE(offset + 2, extra)
  const start = offset + 2 + extra
  const end = start + length
  if (end > bytes.length) throw new RangeError('DER element is cut short')
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
  if (string.tag === BMP_STRING) return Buffer.from(string.content).swap16().toString('utf16le')
  return string.content.toString(string.tag === T61_STRING ? 'latin1' : 'utf8')
}
