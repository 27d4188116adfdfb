/**
 * Frames of HTTP/2 (RFC 9113, sections 4 and 6): numbers, and the writing of each kind but HEADERS and DATA payloads.
 *
 * Owns no state. Reading is in frame-parser.ts.
 */

export const DATA = 0x0
export const HEADERS = 0x1
export const PRIORITY = 0x2
export const RST_STREAM = 0x3
export const SETTINGS = 0x4
export const PUSH_PROMISE = 0x5
export const PING = 0x6
export const GOAWAY = 0x7
export const WINDOW_UPDATE = 0x8
export const CONTINUATION = 0x9

export const END_STREAM = 0x1
export const ACK = 0x1
export const END_HEADERS = 0x4
export const PADDED = 0x8
export const HAS_PRIORITY = 0x20

export const FRAME_HEADER_SIZE = 9

/** What a peer must accept before it said more (section 6.5.2). */
export const DEFAULT_MAX_FRAME_SIZE = 16_384
export const LARGEST_MAX_FRAME_SIZE = 16_777_215

/** Windows of streams and of the connection before anybody said more (section 6.9.2). */
export const DEFAULT_WINDOW = 65_535
export const LARGEST_WINDOW = 0x7fffffff

/** What a client sends first (section 3.4). */
export const CLIENT_PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 'latin1')

/** An id has 31 bits; the highest belongs to nobody. */
export const STREAM_ID_MASK = 0x7fffffff

/** Type and flags in one number, to keep to three parameters on the hot path. */
export function kind(type: number, flags: number): number {
  return (type << 8) | flags
}

/** A frame's header, with room for `extra` bytes of payload behind it. */
export function frameHeader(typeAndFlags: number, streamId: number, sizes: { length: number; extra: number }): Buffer {
  const buffer = Buffer.allocUnsafe(FRAME_HEADER_SIZE + sizes.extra)
  writeFrameHeader(buffer, typeAndFlags, { streamId, length: sizes.length })
  return buffer
}

function writeFrameHeader(buffer: Buffer, typeAndFlags: number, f: { streamId: number; length: number }): void {
  const { streamId, length } = f
  buffer[0] = length >>> 16
  buffer[1] = length >>> 8
  buffer[2] = length
  buffer[3] = typeAndFlags >>> 8
  buffer[4] = typeAndFlags
  buffer[5] = streamId >>> 24
  buffer[6] = streamId >>> 16
  buffer[7] = streamId >>> 8
  buffer[8] = streamId
}

const DATA_OPEN = kind(DATA, 0)
const DATA_LAST = kind(DATA, END_STREAM)

/** The header of a DATA frame; the payload follows in buffers of its own. */
export function dataHeader(streamId: number, length: number, last: boolean): Buffer {
  const buffer = Buffer.allocUnsafe(FRAME_HEADER_SIZE)
  writeFrameHeader(buffer, last ? DATA_LAST : DATA_OPEN, { streamId, length })
  return buffer
}

export function rstStream(streamId: number, code: number): Buffer {
  const frame = frameHeader(kind(RST_STREAM, 0), streamId, { length: 4, extra: 4 })
  frame.writeUInt32BE(code, FRAME_HEADER_SIZE)
  return frame
}

export function windowUpdate(streamId: number, increment: number): Buffer {
  const frame = frameHeader(kind(WINDOW_UPDATE, 0), streamId, { length: 4, extra: 4 })
  frame.writeUInt32BE(increment, FRAME_HEADER_SIZE)
  return frame
}

/** `payload` has 8 bytes. */
export function ping(payload: Buffer, ack: boolean): Buffer {
  const frame = frameHeader(kind(PING, ack ? ACK : 0), 0, { length: 8, extra: 8 })
  payload.copy(frame, FRAME_HEADER_SIZE, 0, 8)
  return frame
}

export function goaway(lastStreamId: number, code: number, text: string): Buffer {
  const debug = Buffer.from(text, 'utf8')
  const frame = frameHeader(kind(GOAWAY, 0), 0, { length: 8 + debug.length, extra: 8 + debug.length })
  frame.writeUInt32BE(lastStreamId, FRAME_HEADER_SIZE)
  frame.writeUInt32BE(code, FRAME_HEADER_SIZE + 4)
  debug.copy(frame, FRAME_HEADER_SIZE + 8)
  return frame
}

/** A header block as HEADERS and as many CONTINUATIONs as the peer's frame size needs. */
export function headerFrames(
  streamId: number,
  block: Buffer,
  o: { endStream: boolean; maxFrameSize: number },
): Buffer[] {
  const frames: Buffer[] = []
  let at = 0
  do {
    const length = Math.min(block.length - at, o.maxFrameSize)
    const isLast = at + length === block.length
    const flags = (isLast ? END_HEADERS : 0) | (at === 0 && o.endStream ? END_STREAM : 0)
    frames.push(frameHeader(kind(at === 0 ? HEADERS : CONTINUATION, flags), streamId, { length, extra: 0 }))
    frames.push(block.subarray(at, at + length))
    at += length
  } while (at < block.length)
  return frames
}
