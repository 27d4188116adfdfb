/**
 * TLS as somebody on the wire sees it: records with a type, a version and a length (RFC 8446, section 5.1).
 *
 * Owns nothing, decrypts nothing. Tells whether bytes are TLS records and nothing else.
 */

export interface TlsRecord {
  /** 20 change cipher spec, 21 alert, 22 handshake, 23 application data. */
  type: number
  /** Bytes of its content. */
  length: number
}

const HEADER_BYTES = 5
const FIRST_TYPE = 20
const LAST_TYPE = 23

/** Section 5.2: 2^14 bytes and what encryption adds. */
const MAX_LENGTH = 2 ** 14 + 256

/** The record whose header stands at `at`, or null if none does. */
function recordAt(data: Buffer, at: number): TlsRecord | null {
  const type = data[at] ?? 0
  const length = data.readUInt16BE(at + 3)
  const version = data.readUInt16BE(at + 1)
  const isRecord = type >= FIRST_TYPE && type <= LAST_TYPE && (version === 0x0301 || version === 0x0303)
  return isRecord && length > 0 && length <= MAX_LENGTH ? { type, length } : null
}

/** The records of one direction of a connection. Throws at the first byte that belongs to none; the last may be cut short. */
export function parseRecords(data: Buffer): TlsRecord[] {
  const records: TlsRecord[] = []
  for (let at = 0; at + HEADER_BYTES <= data.length; ) {
    const record = recordAt(data, at)
    if (!record)
      throw new Error(`byte ${at} of ${data.length} is no TLS record: ${data.subarray(at, at + 16).toString('hex')}`)
    records.push(record)
    at += HEADER_BYTES + record.length
  }
  return records
}

/**
 * Records of several directions or connections that are mixed piece by piece: finds each stretch that is a whole number
 * of records. Gives them, and how many bytes of the data they cover.
 */
export function findRecords(data: Buffer): { records: TlsRecord[]; covered: number } {
  const records: TlsRecord[] = []
  let covered = 0
  for (let at = 0; at + HEADER_BYTES <= data.length; ) {
    const record = recordAt(data, at)
    if (!record) {
      at++
      continue
    }
    records.push(record)
    const size = Math.min(HEADER_BYTES + record.length, data.length - at)
    covered += size
    at += size
  }
  return { records, covered }
}
