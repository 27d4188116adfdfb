/**
 * Time limits of a connection: idle, read, write, in seconds. Looks at the socket's counters once a second, so that a busy connection
 * costs nothing, and it works as well when TLS has taken over the socket.
 */
import type { Duplex } from 'node:stream'
import { monotonicNow } from '../core/clock.ts'
import type { SocketOptions } from './socket-options.ts'

/** Milliseconds between looks. Limits are whole seconds, and so is their precision. */
const lookInterval = 1000

interface Counters {
  bytesRead?: number
  bytesWritten?: number
}

/** Calls `expire` with the word for the limit that passed. Returns what stops it. */
export function watchTime(stream: Duplex, options: SocketOptions, expire: (word: string) => void): () => void {
  const { idleTimeout = 0, readTimeout = 0, writeTimeout = 0 } = options
  if (idleTimeout <= 0 && readTimeout <= 0 && writeTimeout <= 0) return () => undefined
  const counters = stream as Counters
  let read = counters.bytesRead ?? 0
  let written = counters.bytesWritten ?? 0
  let lastRead = monotonicNow()
  let lastWrite = lastRead
  /** When writing last went on, or had nothing to do. */
  let lastProgress = lastRead
  const isOver = (since: number, limit: number, now: number) => limit > 0 && now - since >= limit * 1000
  const timer = setInterval(() => {
    const now = monotonicNow()
    if (counters.bytesRead !== read) lastRead = now
    // bytesWritten counts what waits, too: the kernel's share is what moves.
    const out = (counters.bytesWritten ?? 0) - stream.writableLength
    if (out !== written) lastWrite = now
    if (out !== written || stream.writableLength === 0) lastProgress = now
    read = counters.bytesRead ?? 0
    written = out
    if (isOver(Math.max(lastRead, lastWrite), idleTimeout, now)) expire('IdleTimeout')
    else if (isOver(lastRead, readTimeout, now)) expire('ReadTimeout')
    else if (isOver(lastProgress, writeTimeout, now)) expire('WriteTimeout')
  }, lookInterval)
  timer.unref()
  return () => clearInterval(timer)
}
