/**
 * Windows of HTTP/2 sessions on this runtime, from what scripts ask for.
 *
 * Pure. Scripts written for Pipy ask for 16 MB a stream, because Pipy's senders keep in memory all that exceeds the window.
 * Here a sender waits, and what a slow reader leaves unread stays in the window: so streams that share a session get 1 MB.
 * A script that asks for much more gives each stream a session of its own and leaves flow control to TCP: it gets what it
 * asks for, so that no sender on Pipy meets the end of the window, and the transport is not read while 1 MB is held.
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

/** From here on a window is not for flow control: TCP's does it. */
const wideWindow = 32 * 1024 * kilo

/** The options of a session for these windows. */
export function sessionLimits(windows: Windows): Pick<SessionOptions, 'streamWindow' | 'connectionWindow' | 'limits'> {
  const { streamWindowSize = 0, connectionWindowSize = 0 } = windows
  if (streamWindowSize >= wideWindow) {
    const connectionWindow = Math.max(streamWindowSize, connectionWindowSize)
    return { streamWindow: streamWindowSize, connectionWindow, limits: { fullAt: largestStreamWindow } }
  }
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
