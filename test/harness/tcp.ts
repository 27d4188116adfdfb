/**
 * Small TCP servers and clients on 127.0.0.1 that stand behind and before a mesh: echo, source, sink.
 *
 * Owns their sockets for the life of a scope. They measure what a user gets: bytes, hashes, how a connection ended.
 */
import { createHash, randomBytes } from 'node:crypto'
import { connect, createServer, type Socket } from 'node:net'
import { freePort } from './ports.ts'
import type { Scope } from './scope.ts'
import { waitFor, within } from './wait.ts'

/** A block of data that repeats in long transfers: random, so that nothing on the way can shrink it. */
const BLOCK = randomBytes(64 * 1024)

/** How a connection came to its end, seen from one side. */
export type Ending = 'end' | 'reset'

export interface Server {
  readonly port: number
  /** `127.0.0.1:port` */
  readonly address: string
  /** Connections that are open now. */
  connections(): number
  /** All that there ever were. */
  accepted(): number
  close(): Promise<void>
}

/** A server whose connections are handled by `handle`. */
export async function startServer(scope: Scope, handle: (socket: Socket) => void, port?: number): Promise<Server> {
  const at = port ?? (await freePort())
  const open = new Set<Socket>()
  let accepted = 0
  const server = createServer({ allowHalfOpen: true }, socket => {
    accepted++
    open.add(socket)
    socket.setNoDelay(true)
    socket.on('error', () => undefined)
    socket.on('close', () => open.delete(socket))
    handle(socket)
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(at, '127.0.0.1', () => resolve())
  })
  const close = async () => {
    for (const socket of open) socket.destroy()
    if (server.listening) await new Promise(resolve => server.close(resolve))
  }
  scope.defer(close)
  return { port: at, address: `127.0.0.1:${at}`, connections: () => open.size, accepted: () => accepted, close }
}

/** Sends back what it gets. */
export const startEcho = (scope: Scope, port?: number): Promise<Server> =>
  startServer(scope, socket => socket.pipe(socket), port)

/** Writes as fast as the reader takes, until `limit` bytes are out; then ends. Counts what was accepted for sending. */
export async function startSource(scope: Scope, limit: number): Promise<Server & { written(): number }> {
  let written = 0
  const server = await startServer(scope, socket => {
    let left = limit
    const pump = () => {
      let room = true
      while (room && left > 0 && !socket.destroyed) {
        const part = left < BLOCK.length ? BLOCK.subarray(0, left) : BLOCK
        left -= part.length
        written += part.length
        room = socket.write(part)
      }
      if (left === 0) socket.end()
    }
    socket.on('drain', pump)
    pump()
  })
  return { ...server, written: () => written }
}

export interface Client {
  readonly socket: Socket
  /** Bytes that came so far. */
  received(): number
  /** Settles when the connection is closed: how. */
  readonly ended: Promise<Ending>
  /** Sends and waits until as many bytes came back. Gives them. */
  exchange(data: Buffer | string): Promise<Buffer>
}

/** Connects to a port of 127.0.0.1 and reads all that comes. */
export async function dial(scope: Scope, port: number): Promise<Client> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true })
  scope.defer(() => {
    socket.destroy()
  })
  let chunks: Buffer[] = []
  let received = 0
  let failed = false
  socket.on('data', (chunk: Buffer) => {
    received += chunk.length
    // Long transfers are counted, not kept.
    if (received <= BLOCK.length) chunks.push(chunk)
  })
  const ended = new Promise<Ending>(resolve => {
    socket.on('error', () => {
      failed = true
    })
    socket.on('close', () => resolve(failed ? 'reset' : 'end'))
  })
  const connected = new Promise<void>((resolve, reject) => {
    socket.once('connect', () => resolve())
    socket.once('error', reject)
  })
  await within(connected, { what: `a connection to port ${port}` })
  return {
    socket,
    received: () => received,
    ended,
    async exchange(data) {
      const bytes = Buffer.from(data)
      chunks = []
      received = 0
      socket.write(bytes)
      await waitFor(() => received >= bytes.length || socket.closed, { what: `${bytes.length} bytes to come back` })
      return Buffer.concat(chunks)
    },
  }
}

/** True if a connection to this port carries a text there and back: one try, to be repeated by `waitFor`. */
export async function echoes(scope: Scope, port: number): Promise<boolean> {
  const client = await dial(scope, port)
  try {
    const text = randomBytes(16)
    client.socket.write(text)
    let got = Buffer.alloc(0)
    const answered = new Promise<boolean>(resolve => {
      client.socket.on('data', (chunk: Buffer) => {
        got = Buffer.concat([got, chunk])
        if (got.length >= text.length) resolve(got.equals(text))
      })
      client.socket.on('close', () => resolve(false))
    })
    return await within(answered, { what: 'an echo', deadline: ECHO_MS })
  } finally {
    client.socket.destroy()
  }
}

/** One try of an echo; a connection that is taken and not answered counts as none. */
const ECHO_MS = 5_000

/** What comes from a port, after `first` was sent, until its end: how many bytes, their hash, how it ended, in what time. */
export async function drain(
  scope: Scope,
  port: number,
  first = '',
): Promise<{ bytes: number; sha256: string; ending: Ending; ms: number }> {
  const begin = performance.now()
  const client = await dial(scope, port)
  const hash = createHash('sha256')
  let bytes = 0
  client.socket.on('data', (chunk: Buffer) => {
    bytes += chunk.length
    hash.update(chunk)
  })
  client.socket.on('end', () => client.socket.end())
  client.socket.write(first)
  const ending = await client.ended
  return { bytes, sha256: hash.digest('hex'), ending, ms: performance.now() - begin }
}

/** Reads from a socket at no more than this rate, by taking its share every few milliseconds. Returns what stops it. */
export function readSlowly(socket: Socket, bytesPerSecond: number): { received(): number; stop(): void } {
  const everyMs = 10
  const share = Math.ceil((bytesPerSecond * everyMs) / 1000)
  let received = 0
  let due = 0
  socket.removeAllListeners('data')
  socket.pause()
  const timer = setInterval(() => {
    due += share
    for (;;) {
      const chunk = socket.read(Math.min(due, socket.readableLength) || undefined) as Buffer | null
      if (!chunk) break
      received += chunk.length
      due -= chunk.length
      if (due <= 0) break
    }
    due = Math.min(due, share)
  }, everyMs)
  socket.on('close', () => clearInterval(timer))
  return { received: () => received, stop: () => clearInterval(timer) }
}
