/**
 * HPACK (RFC 7541): header blocks to fields and back.
 *
 * A decoder owns the dynamic table of one direction of a session and must see every block of it, in order. The encoder
 * uses the static table only and keeps no state but a promised table size: our headers are few, and nothing about a
 * secret can be learned from how well it compresses. Strings are UTF-8, as Pipy's are. Does not judge fields: headers.ts.
 */
import { staticTable } from './hpack-tables.ts'
import { huffmanDecode } from './huffman.ts'

/** What an entry costs beside its bytes (section 4.1); also used for header list sizes (RFC 9113, 6.5.2). */
const ENTRY_OVERHEAD = 32

/** SETTINGS_HEADER_TABLE_SIZE that both sides start with; we never ask for another one. */
export const DEFAULT_TABLE_SIZE = 4096

/** Above this an integer cannot be a length or index here; stops before numbers overflow (section 5.1). */
const MAX_INTEGER = 0x0fffffff

interface Entry {
  name: string
  value: string
  size: number
}

const MALFORMED = -1

export interface Decoded {
  /** Name, value, name, value, ... */
  fields: string[]
  /** The list was longer than allowed: fields has only its beginning, the dynamic table is right. */
  tooLong: boolean
}

export interface HpackDecoder {
  /** Null for a compression error; the session cannot go on then (section 4.3 of RFC 9113). */
  decode(block: Buffer): Decoded | null
  /** Bytes in the dynamic table, as section 4.1 counts. */
  readonly tableSize: number
}

class Decoder implements HpackDecoder {
  tableSize = 0
  #capacity = DEFAULT_TABLE_SIZE
  #entries: Entry[] = []
  #block: Buffer = Buffer.alloc(0)
  #at = 0
  #maxListSize: number
  /** Bytes of the string read last, as the table counts them. */
  #length = 0

  constructor(maxListSize: number) {
    this.#maxListSize = maxListSize
  }

  decode(block: Buffer): Decoded | null {
    this.#block = block
    this.#at = 0
    const fields: string[] = []
    let listSize = 0
    let sizeUpdateAllowed = true
    while (this.#at < block.length) {
      const first = block[this.#at] as number
      if ((first & 0xe0) === 0x20) {
        if (!sizeUpdateAllowed || !this.#resize(this.#integer(5))) return null
        continue
      }
      sizeUpdateAllowed = false
      const entry = first & 0x80 ? this.#entry(this.#integer(7)) : this.#literal(first)
      if (!entry) return null
      listSize += entry.size
      if (listSize <= this.#maxListSize) fields.push(entry.name, entry.value)
    }
    return { fields, tooLong: listSize > this.#maxListSize }
  }

  #literal(first: number): Entry | null {
    const indexed = (first & 0xc0) === 0x40
    const index = this.#integer(indexed ? 6 : 4)
    if (index === MALFORMED) return null
    let name: string | null
    let nameLength: number
    if (index === 0) {
      name = this.#string()
      nameLength = this.#length
    } else {
      name = this.#entry(index)?.name ?? null
      nameLength = name === null ? 0 : Buffer.byteLength(name)
    }
    if (name === null) return null
    const value = this.#string()
    if (value === null) return null
    const entry = { name, value, size: nameLength + this.#length + ENTRY_OVERHEAD }
    if (indexed) this.#insert(entry)
    return entry
  }

  #entry(index: number): Entry | null {
    if (index <= 0) return null
    return staticEntries[index - 1] ?? this.#entries[this.#entries.length - (index - staticEntries.length)] ?? null
  }

  #insert(entry: Entry): void {
    // An entry larger than the table empties it and is not kept (section 4.4).
    this.#evict(this.#capacity - entry.size)
    if (entry.size > this.#capacity) return
    this.#entries.push(entry)
    this.tableSize += entry.size
  }

  /** Newest entries are last, so that insertion is a push; the table has at most 128 entries. */
  #evict(limit: number): void {
    let gone = 0
    while (gone < this.#entries.length && this.tableSize > limit) {
      this.tableSize -= (this.#entries[gone] as Entry).size
      gone++
    }
    if (gone > 0) this.#entries.splice(0, gone)
  }

  #resize(capacity: number): boolean {
    if (capacity === MALFORMED || capacity > DEFAULT_TABLE_SIZE) return false
    this.#capacity = capacity
    this.#evict(capacity)
    return true
  }

  #integer(prefixBits: number): number {
    const mask = (1 << prefixBits) - 1
    const prefix = (this.#block[this.#at++] as number) & mask
    if (prefix < mask) return prefix
    let value = mask
    let weight = 1
    while (this.#at < this.#block.length) {
      const byte = this.#block[this.#at++] as number
      value += (byte & 0x7f) * weight
      weight *= 128
      // Also ends a run of padding bytes 0x80, which would keep the value small for ever.
      if (value > MAX_INTEGER || weight > MAX_INTEGER * 128) return MALFORMED
      if (byte < 0x80) return value
    }
    return MALFORMED
  }

  #string(): string | null {
    if (this.#at >= this.#block.length) return null
    const isHuffman = ((this.#block[this.#at] as number) & 0x80) !== 0
    const length = this.#integer(7)
    const start = this.#at
    const end = start + length
    if (length === MALFORMED || end > this.#block.length) return null
    this.#at = end
    if (!isHuffman) {
      this.#length = length
      return this.#block.toString('utf8', start, end)
    }
    const decoded = huffmanDecode(this.#block, start, end)
    if (!decoded) return null
    this.#length = decoded.length
    return decoded.toString('utf8')
  }
}

const staticEntries: readonly Entry[] = staticTable.map(([name, value]) => ({
  name,
  value,
  size: name.length + value.length + ENTRY_OVERHEAD,
}))

/** A decoder for one direction of one session; lists above `maxListSize` bytes are cut. */
export function createDecoder(maxListSize: number): HpackDecoder {
  return new Decoder(maxListSize)
}

const indexOfName = new Map<string, number>()
const indexOfField = new Map<string, number>()
staticTable.forEach(([name, value], i) => {
  if (!indexOfName.has(name)) indexOfName.set(name, i + 1)
  indexOfField.set(`${name}\n${value}`, i + 1)
})

/** Sent as "never indexed" (section 6.2.3), which relays must keep. */
const SECRET = new Set(['authorization', 'proxy-authorization', 'cookie', 'set-cookie'])

export interface HpackEncoder {
  /** One block of `fields`: name, value, name, value, ... Names are in lower case already. */
  encode(fields: readonly string[]): Buffer
  /** SETTINGS_HEADER_TABLE_SIZE of the peer. */
  setTableSize(size: number): void
}

/** An encoder for one direction of one session. */
export function createEncoder(): HpackEncoder {
  let mustAnnounce = false
  return {
    // A lowered limit has to be acknowledged in the next block (section 4.2); our table is empty anyway.
    setTableSize(size) {
      if (size < DEFAULT_TABLE_SIZE) mustAnnounce = true
    },
    encode(fields) {
      const out: number[] = mustAnnounce ? [0x20] : []
      const parts: Buffer[] = []
      mustAnnounce = false
      const pushText = (text: string) => {
        const bytes = Buffer.from(text, 'utf8')
        pushInteger(out, 0x00, { prefixBits: 7, value: bytes.length })
        parts.push(Buffer.from(out), bytes)
        out.length = 0
      }
      for (let i = 0; i < fields.length; i += 2) {
        const name = fields[i] as string
        const value = fields[i + 1] as string
        const whole = indexOfField.get(`${name}\n${value}`)
        if (whole !== undefined) {
          pushInteger(out, 0x80, { prefixBits: 7, value: whole })
          continue
        }
        const index = indexOfName.get(name) ?? 0
        pushInteger(out, SECRET.has(name) ? 0x10 : 0x00, { prefixBits: 4, value: index })
        if (index === 0) pushText(name)
        pushText(value)
      }
      parts.push(Buffer.from(out))
      return Buffer.concat(parts)
    },
  }
}

function pushInteger(
  out: number[],
  pattern: number,
  { prefixBits, value }: { prefixBits: number; value: number },
): void {
  const mask = (1 << prefixBits) - 1
  if (value < mask) {
    out.push(pattern | value)
    return
  }
  out.push(pattern | mask)
  let rest = value - mask
  while (rest >= 128) {
    out.push((rest % 128) | 128)
    rest = Math.floor(rest / 128)
  }
  out.push(rest)
}
