/**
 * How much of a stream of datagrams may be under way: a stream loses nothing, so what a slow path would only queue is not let in.
 *
 * A window owns what is known of the path of one direction of one stream. Marks travel among the datagrams, and the other end sends
 * each back at once; that tells what has arrived, when, and how fast the path is. Pure but for that state: the time is handed in.
 */

/**
 * How long a datagram may wait on its way, beyond what the way itself takes, in milliseconds: a caller of UDP asks again, or has
 * gone on, after about so long.
 */
const maxWaitMs = 500

/** What the way itself may take while nothing is known of it, in milliseconds: a round trip by satellite, with a start. */
const unknownWayMs = 1500

/** Bytes under way: at first, at least (some datagrams, so that there is something to measure by), and at most. */
const firstBytes = 256 * 1024
const leastBytes = 16 * 1024
const mostBytes = 8 * 1024 * 1024

/** So many marks to a full window. */
const marksPerWindow = 8

interface Mark {
  id: number
  time: number
  /** Bytes that had been let in with it. */
  bytes: number
}

export interface DatagramWindow {
  /** Bytes let in, and known to have arrived. */
  sent: number
  arrived: number
  /** When the last of them was known to. */
  arrivedAt: number
  /** Bytes that may be under way. */
  size: number
  /** Shortest round trip of a mark; undefined before the first has come back. */
  way?: number
  /** Marks that have not come back, the oldest first. */
  marks: Mark[]
  lastId: number
}

export function createDatagramWindow(): DatagramWindow {
  return { sent: 0, arrived: 0, arrivedAt: 0, size: firstBytes, marks: [], lastId: 0 }
}

/** Lets a datagram in, or says that it is to be dropped. */
export function letIn(window: DatagramWindow, bytes: number, now: number): boolean {
  const [oldest] = window.marks
  // Without a mark that is to come back nothing would ever change again: this one will have one.
  if (oldest && (now - oldest.time > limitOf(window) || window.sent - window.arrived + bytes > window.size))
    return false
  window.sent += bytes
  return true
}

/** The mark that is to go out behind what was let in last; undefined when none is due. */
export function markDue(window: DatagramWindow, now: number): number | undefined {
  const { marks, sent } = window
  const last = marks[marks.length - 1]
  if (last && sent - last.bytes < window.size / marksPerWindow) return undefined
  window.lastId = (window.lastId + 1) % 2 ** 32
  marks.push({ id: window.lastId, time: now, bytes: sent })
  return window.lastId
}

/** A mark has come back. One that is not known is from nobody who keeps to the protocol, and changes nothing. */
export function markReturned(window: DatagramWindow, id: number, now: number): void {
  const at = window.marks.findIndex(mark => mark.id === id)
  const mark = window.marks[at]
  if (!mark) return
  window.marks = window.marks.filter((_, index) => index > at)
  const roundTrip = now - mark.time
  const arrived = mark.bytes - window.arrived
  const isIdle = window.arrivedAt === 0 || window.arrivedAt < mark.time
  const since = isIdle ? mark.time : window.arrivedAt
  window.arrived = mark.bytes
  window.arrivedAt = now
  window.way = Math.min(window.way ?? roundTrip, roundTrip)
  const wanted = window.way + maxWaitMs / 2
  if (roundTrip <= wanted) {
    window.size = Math.min(mostBytes, window.size + arrived)
    return
  }
  // As much as the path takes in that time.
  const perMs = arrived / Math.max(1, now - since)
  window.size = Math.max(leastBytes, Math.min(window.size, perMs * wanted))
}

/** How long a mark may be under way. */
function limitOf({ way }: DatagramWindow): number {
  return (way ?? unknownWayMs) + maxWaitMs
}
