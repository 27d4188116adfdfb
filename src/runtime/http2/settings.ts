/**
 * SETTINGS (RFC 9113, section 6.5): the parameters that we use, to bytes and back.
 *
 * Owns no state; what the peer said is kept by the session.
 */
import { ENHANCE_YOUR_CALM, FLOW_CONTROL_ERROR, NO_ERROR, PROTOCOL_ERROR } from './errors.ts'
import {
  ACK,
  DEFAULT_MAX_FRAME_SIZE,
  DEFAULT_WINDOW,
  FRAME_HEADER_SIZE,
  frameHeader,
  kind,
  LARGEST_MAX_FRAME_SIZE,
  LARGEST_WINDOW,
  SETTINGS,
} from './frames.ts'
import { DEFAULT_TABLE_SIZE } from './hpack.ts'

const HEADER_TABLE_SIZE = 0x1
const ENABLE_PUSH = 0x2
const MAX_CONCURRENT_STREAMS = 0x3
const INITIAL_WINDOW_SIZE = 0x4
const MAX_FRAME_SIZE = 0x5
const MAX_HEADER_LIST_SIZE = 0x6

const ENTRY_SIZE = 6

/** Known parameters are six; a frame with this many is an attack on our time. */
const MAX_ENTRIES = 64

/** What the peer told us, or what holds until it does. */
export interface PeerSettings {
  headerTableSize: number
  maxConcurrentStreams: number
  initialWindow: number
  maxFrameSize: number
}

export function defaultPeerSettings(): PeerSettings {
  return {
    headerTableSize: DEFAULT_TABLE_SIZE,
    maxConcurrentStreams: Number.POSITIVE_INFINITY,
    initialWindow: DEFAULT_WINDOW,
    maxFrameSize: DEFAULT_MAX_FRAME_SIZE,
  }
}

/** Reads a payload into `settings`. Answers NO_ERROR or the connection error that it is. */
export function readSettings(payload: Buffer, settings: PeerSettings, fromServer: boolean): number {
  if (payload.length > MAX_ENTRIES * ENTRY_SIZE) return ENHANCE_YOUR_CALM
  for (let at = 0; at + ENTRY_SIZE <= payload.length; at += ENTRY_SIZE) {
    const value = payload.readUInt32BE(at + 2)
    switch (payload.readUInt16BE(at)) {
      case HEADER_TABLE_SIZE:
        settings.headerTableSize = value
        break
      case ENABLE_PUSH:
        if (value > 1 || (fromServer && value === 1)) return PROTOCOL_ERROR
        break
      case MAX_CONCURRENT_STREAMS:
        settings.maxConcurrentStreams = value
        break
      case INITIAL_WINDOW_SIZE:
        if (value > LARGEST_WINDOW) return FLOW_CONTROL_ERROR
        settings.initialWindow = value
        break
      case MAX_FRAME_SIZE:
        if (value < DEFAULT_MAX_FRAME_SIZE || value > LARGEST_MAX_FRAME_SIZE) return PROTOCOL_ERROR
        settings.maxFrameSize = value
        break
      default: // MAX_HEADER_LIST_SIZE is advice, others are unknown and ignored (section 6.5.2)
        break
    }
  }
  return NO_ERROR
}

export interface OwnSettings {
  maxConcurrentStreams: number
  initialWindow: number
  maxFrameSize: number
  maxHeaderListSize: number
}

/** Our SETTINGS frame. Push is switched off: nobody here would take a pushed stream. */
export function settingsFrame(own: OwnSettings): Buffer {
  const entries = [
    [ENABLE_PUSH, 0],
    [MAX_CONCURRENT_STREAMS, own.maxConcurrentStreams],
    [INITIAL_WINDOW_SIZE, own.initialWindow],
    [MAX_FRAME_SIZE, own.maxFrameSize],
    [MAX_HEADER_LIST_SIZE, own.maxHeaderListSize],
  ] as const
  const length = entries.length * ENTRY_SIZE
  const frame = frameHeader(kind(SETTINGS, 0), 0, { length, extra: length })
  entries.forEach(([id, value], i) => {
    frame.writeUInt16BE(id, FRAME_HEADER_SIZE + i * ENTRY_SIZE)
    frame.writeUInt32BE(value, FRAME_HEADER_SIZE + i * ENTRY_SIZE + 2)
  })
  return frame
}

export function settingsAck(): Buffer {
  return frameHeader(kind(SETTINGS, ACK), 0, { length: 0, extra: 0 })
}
