/**
 * How long things take through a port of 127.0.0.1: round trips on an open connection, and on new ones; and what is typical.
 *
 * Owns the sockets while it measures. Needs an echo at the other end (`startEcho`). Driven by events, never by looking
 * again: what is measured is shorter than any interval.
 */
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { within } from './wait.ts'

/** What goes there and back: the size of a small request. */
export const PING_BYTES = 64

/** All round trips of one measurement together; one takes a millisecond or so. */
const MEASURE_MS = 60_000

/** Resolves when as many bytes came as were sent. Rejects if the connection ends before. */
function exchange(socket: Socket, data: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    let missing = data.length
    const settle = (done: () => void) => {
      socket.off('data', take)
      socket.off('close', lost)
      done()
    }
    const take = (chunk: Buffer) => {
      missing -= chunk.length
      if (missing <= 0) settle(resolve)
    }
    const lost = () =>
      settle(() => reject(new Error(`the connection ended, ${missing} bytes before its echo was whole`)))
    socket.on('data', take)
    socket.on('close', lost)
    socket.write(data)
  })
}

async function open(port: number): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  await once(socket, 'connect')
  // A reset is told by the close that follows.
  socket.on('error', () => undefined)
  return socket
}

/** Milliseconds of each of `count` round trips on one connection, one after the other. The first is not counted: it opens. */
export async function roundTrips(port: number, count: number): Promise<number[]> {
  const data = randomBytes(PING_BYTES)
  const measure = async () => {
    const socket = await open(port)
    try {
      await exchange(socket, data)
      const times: number[] = []
      for (let i = 0; i < count; i++) {
        const begin = performance.now()
        await exchange(socket, data)
        times.push(performance.now() - begin)
      }
      return times
    } finally {
      socket.destroy()
    }
  }
  return within(measure(), { what: `${count} round trips through port ${port}`, deadline: MEASURE_MS })
}

/** Milliseconds from connecting to the first answer, and then the end: one new connection. */
export async function newConnection(port: number): Promise<number> {
  const begin = performance.now()
  const socket = await open(port)
  try {
    await exchange(socket, randomBytes(PING_BYTES))
    return performance.now() - begin
  } finally {
    socket.destroy()
  }
}

/** The value below which this part of all values lies: 0.5 is the median. Throws for an empty list. */
export function quantile(values: readonly number[], part: number): number {
  const sorted = [...values].sort((a, b) => a - b)
  const value = sorted[Math.min(sorted.length - 1, Math.floor(part * sorted.length))]
  if (value === undefined) throw new Error('nothing was measured')
  return value
}

export const median = (values: readonly number[]): number => quantile(values, 0.5)
