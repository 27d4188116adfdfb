/**
 * Windows of HTTP/2 sessions on this runtime, from what scripts ask for.
 *
 * Pure. Scripts written for Pipy ask for 16 MB a stream and more, because Pipy's senders buffer all that exceeds the
 * window. Here a sender waits, and what a slow reader leaves unread stays in the window: it is the memory that one slow
 * stream may hold.
 */
import type { SessionOptions } from '../http2/types.ts'

export interface Windows {
  streamWindowSize?: number
  connectionWindowSize?: number
}

const kilo = 1024

/** What RFC 9113 starts with: less cannot be said before the first frame. */
const smallestWindow = 64 * kilo - 1

/** Holds 2.5 Gbit/s at a round trip of 3 ms; a slow reader may hold so much at every hop. */
const largestStreamWindow = 1024 * kilo

/** Credit for the connection comes back on receipt, so it only has to cover the way. */
const largestConnectionWindow = 16 * 1024 * kilo

/** Unread bytes of all streams together, above which the whole session waits. */
const maxUnconsumed = 24 * 1024 * kilo

/** The options of a session for these windows. */
export function sessionLimits(windows: Windows): Pick<SessionOptions, 'streamWindow' | 'connectionWindow' | 'limits'> {
  return {
    streamWindow: clamp(windows.streamWindowSize, largestStreamWindow),
    connectionWindow: clamp(windows.connectionWindowSize, largestConnectionWindow),
    limits: { maxUnconsumed },
  }
}

function clamp(wanted: unknown, largest: number): number {
  if (typeof wanted !== 'number' || !(wanted > 0)) return largest
  return Math.max(smallestWindow, Math.min(Math.trunc(wanted), largest))
}
