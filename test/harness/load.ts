/**
 * Load on a port of 127.0.0.1: as much as goes through, in one direction, for a while; what arrives is what counts.
 *
 * Owns its sockets while it measures. The far end is `load-server.ts`.
 */
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { NODE } from './engines.ts'
import { launch } from './process.ts'
import type { Scope } from './scope.ts'

const PROGRAM = join(import.meta.dirname, 'load-server.ts')

/** Random, so that nothing on the way can shrink it. */
const BLOCK = randomBytes(64 * 1024)

/** Until windows and caches are warm nothing is counted. */
const WARM_MS = 300

/** Data that does not even begin to come. */
const SILENCE_MS = 15_000

export interface LoadServer {
  /** Ports. */
  readonly echo: number
  readonly source: number
  readonly sink: number
  /** Answers 1 KB to each request of HTTP/1 without a body. */
  readonly http: number
}

/** Starts the far end; its source sends `bytes` to each who connects. */
export async function startLoadServer(scope: Scope, { bytes, limit }: LoadOptions): Promise<LoadServer> {
  const child = launch(scope, { name: 'load server', argv: [NODE, PROGRAM, String(bytes)], limit })
  const ready = /^ready echo (\d+) source (\d+) sink (\d+) http (\d+)$/m
  const [, ...ports] = ready.exec(await child.waitForOutput(ready)) ?? []
  const [echo = 0, source = 0, sink = 0, http = 0] = ports.map(Number)
  return { echo, source, sink, http }
}

interface LoadOptions {
  bytes: number
  /** Milliseconds that it may live. */
  limit?: number
}

/** How far a connection has come at a time. */
interface Mark {
  at: number
  bytes: number
}

export interface Run {
  /** Milliseconds that are counted, after the warm-up. */
  ms: number
  /** Connections at the same time. @default 1 */
  streams?: number
}

/** MB/s that a source behind this port gets through to us. */
export const pull = (port: number, run: Run): Promise<number> => measure(port, run, countReceived)

/** MB/s that we get through to a sink behind this port. */
export const push = (port: number, run: Run): Promise<number> => measure(port, run, countReported)

/** Calls `mark` with the bytes that have arrived, as often as it learns of it. */
type Counter = (socket: Socket, mark: (bytes: number) => void) => void

function countReceived(socket: Socket, mark: (bytes: number) => void): void {
  let received = 0
  socket.on('data', (chunk: Buffer) => {
    received += chunk.length
    mark(received)
  })
}

function countReported(socket: Socket, mark: (bytes: number) => void): void {
  const pump = () => {
    while (!socket.destroyed && socket.write(BLOCK));
  }
  let rest = Buffer.alloc(0)
  socket.on('drain', pump)
  socket.on('data', (chunk: Buffer) => {
    rest = Buffer.concat([rest, chunk])
    for (; rest.length >= 8; rest = rest.subarray(8)) mark(rest.readDoubleBE())
  })
  pump()
}

async function measure(port: number, { ms, streams = 1 }: Run, count: Counter): Promise<number> {
  const rates = await Promise.all(Array.from({ length: streams }, () => measureOne(port, ms, count)))
  return rates.reduce((sum, rate) => sum + rate, 0)
}

async function measureOne(port: number, ms: number, count: Counter): Promise<number> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  await once(socket, 'connect')
  socket.on('error', () => undefined)
  try {
    const { first, last } = await marksOf(socket, ms, count)
    return (last.bytes - first.bytes) / 2 ** 20 / ((last.at - first.at) / 1000)
  } finally {
    socket.destroy()
  }
}

/** The mark at the end of the warm-up, and the first one `ms` later. */
function marksOf(socket: Socket, ms: number, count: Counter): Promise<{ first: Mark; last: Mark }> {
  return new Promise((resolve, reject) => {
    const begin = performance.now()
    let first: Mark | undefined
    const silence = setTimeout(() => reject(new Error('no data comes')), WARM_MS + ms + SILENCE_MS)
    socket.on('close', () => reject(new Error('the connection ended in the middle of a measurement')))
    count(socket, bytes => {
      const at = performance.now()
      if (bytes === 0 || at - begin < WARM_MS) return
      if (!first) first = { at, bytes }
      else if (at - first.at >= ms) {
        clearTimeout(silence)
        resolve({ first, last: { at, bytes } })
      }
    })
  })
}
