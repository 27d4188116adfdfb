/** A window over paths of all speeds: little waits, a fast path is filled, and a stalled one is not fed. */
import fc from 'fast-check'
import { expect, test } from 'vitest'

interface Window {
  size: number
}

/** Portable code, which no test sees the types of. */
const path: string = '../../../src/agent/datagram-window.ts'
const { createDatagramWindow, letIn, markDue, markReturned } = (await import(path)) as {
  createDatagramWindow: () => Window
  letIn: (window: Window, bytes: number, now: number) => boolean
  markDue: (window: Window, now: number) => number | undefined
  markReturned: (window: Window, id: number, now: number) => void
}

const SIZE = 1200

interface Course {
  /** Bytes a millisecond that the path takes, at each time. */
  capacity: (now: number) => number
  /** Round trip of the path itself. */
  wayMs: number
  /** Bytes a millisecond that are offered. */
  offered: number
  ms: number
}

/** Runs a window over a queue that loses nothing; gives how long each datagram waited, and how many were dropped. */
function simulate({ capacity, wayMs, offered, ms }: Course) {
  const window = createDatagramWindow()
  const queue: { left: number; time: number; mark?: number }[] = []
  const returning: { at: number; id: number }[] = []
  const waits: { sent: number; wait: number }[] = []
  let dropped = 0
  let due = 0
  for (let now = 0; now < ms; now++) {
    for (let back = returning[0]; back && back.at <= now; back = returning[0]) {
      returning.shift()
      markReturned(window, back.id, now)
    }
    for (due += offered; due >= SIZE; due -= SIZE) {
      if (!letIn(window, SIZE, now)) dropped++
      else queue.push({ left: SIZE, time: now, mark: markDue(window, now) })
    }
    for (let room = capacity(now), head = queue[0]; room > 0 && head; head = queue[0]) {
      const part = Math.min(room, head.left)
      head.left -= part
      room -= part
      if (head.left > 0) break
      queue.shift()
      waits.push({ sent: head.time, wait: now - head.time })
      if (head.mark !== undefined) returning.push({ at: now + wayMs, id: head.mark })
    }
  }
  return { waits, dropped, delivered: waits.length }
}

const longest = (waits: { sent: number; wait: number }[], from: number) =>
  Math.max(0, ...waits.filter(one => one.sent >= from).map(one => one.wait))

test.each([
  [20, 2],
  [125, 20],
  [125, 100],
  [1250, 40],
  [125, 600],
])(
  'over a path of %i bytes/ms with %i ms, ten times as much is offered: it is filled, and little waits long',
  (rate, wayMs) => {
    const { waits, delivered } = simulate({ capacity: () => rate, wayMs, offered: rate * 10, ms: 20_000 })
    expect(longest(waits, 8_000)).toBeLessThan(1000 + wayMs)
    // What a path takes in that time, less what is given away while it is learned.
    expect(delivered * SIZE).toBeGreaterThan(0.6 * rate * 20_000)
  },
)

test('a fast path drops next to nothing: 200 Mbit/s', () => {
  const { dropped, delivered } = simulate({ capacity: () => 100_000, wayMs: 8, offered: 25_000, ms: 10_000 })
  expect(dropped / (dropped + delivered)).toBeLessThan(0.001)
})

test('while a path stands still, nothing is let in after half a second and its round trip; then it goes on', () => {
  const stops = (now: number) => (now >= 5000 && now < 9000 ? 0 : 1000)
  const { waits } = simulate({ capacity: stops, wayMs: 20, offered: 300, ms: 15_000 })
  expect(waits.filter(one => one.sent > 5000 + 600 && one.sent < 9000)).toEqual([])
  expect(waits.filter(one => one.sent > 9500).length).toBeGreaterThan(1000)
  expect(longest(waits, 10_000)).toBeLessThan(100)
})

test('marks that were never sent, or come back twice, change nothing', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(2 ** 32 - 1), { maxLength: 50 }), ids => {
      const window = createDatagramWindow()
      expect(letIn(window, SIZE, 0)).toBe(true)
      const id = markDue(window, 0) ?? 0
      for (const one of ids) if (one !== id) markReturned(window, one, 1)
      expect(window.size).toBe(createDatagramWindow().size)
      markReturned(window, id, 1)
      const { size } = window
      markReturned(window, id, 500)
      expect(window.size).toBe(size)
    }),
  )
})
