/**
 * Two ends in memory, for tests: sessions whose transports are queues, or sockets of Node for foreign peers.
 *
 * Owns the queues. `pump` moves bytes until nothing moves any more, so that tests wait for nothing.
 */
import { createSession } from '../../../../src/runtime/http2/session.ts'
import type { Headers, Session, SessionOptions, Stream } from '../../../../src/runtime/http2/types.ts'

export interface End {
  session: Session
  /** What came out of `send` and was not delivered yet. */
  wire: Buffer[]
  closed: boolean
  error: Error | undefined
}

export function createEnd(options: Omit<SessionOptions, 'send'>): End {
  const end: End = { session: null as unknown as Session, wire: [], closed: false, error: undefined }
  end.session = createSession({
    ...options,
    send(buffers) {
      end.wire.push(...buffers)
      return true
    },
    onClose(error) {
      end.closed = true
      end.error = error
      options.onClose?.(error)
    },
  })
  return end
}

/** Carries bytes both ways until both ends are silent. */
export async function pump(a: End, b: End): Promise<void> {
  for (;;) {
    await Promise.resolve()
    a.session.flush()
    b.session.flush()
    if (a.wire.length === 0 && b.wire.length === 0) return
    for (const buffer of a.wire.splice(0)) b.session.receive(buffer)
    for (const buffer of b.wire.splice(0)) a.session.receive(buffer)
  }
}

export interface Seen {
  headers: Headers | null
  informational: Headers[]
  body: Buffer[]
  trailers: Headers | null
  ended: boolean
  reset: number | null
  remote: boolean
  closed: boolean
  drains: number
}

/** Notes all that a stream says. */
export function watch(stream: Stream): Seen {
  const seen: Seen = {
    headers: null,
    informational: [],
    body: [],
    trailers: null,
    ended: false,
    reset: null,
    remote: false,
    closed: false,
    drains: 0,
  }
  stream.onHeaders = (headers, _end, informational) => {
    if (informational) seen.informational.push(headers)
    else seen.headers = headers
  }
  stream.onData = chunk => seen.body.push(chunk)
  stream.onTrailers = headers => {
    seen.trailers = headers
  }
  stream.onEnd = () => {
    seen.ended = true
  }
  stream.onReset = (code, remote) => {
    seen.reset = code
    seen.remote = remote
  }
  stream.onClose = () => {
    seen.closed = true
  }
  stream.onDrain = () => {
    seen.drains++
  }
  return seen
}

export function bodyOf(seen: Seen): Buffer {
  return Buffer.concat(seen.body)
}

export interface Pair {
  client: End
  server: End
  /** Streams that reached the server. */
  arrived: { stream: Stream; headers: Headers; seen: Seen }[]
}

export function createPair(o: { client?: Partial<SessionOptions>; server?: Partial<SessionOptions> } = {}): Pair {
  const arrived: Pair['arrived'] = []
  const client = createEnd({ role: 'client', ...o.client })
  const server = createEnd({
    role: 'server',
    onStream: (stream, headers) => {
      arrived.push({ stream, headers, seen: watch(stream) })
    },
    ...o.server,
  })
  return { client, server, arrived }
}

export const CONNECT = { ':method': 'CONNECT', ':scheme': 'http', ':path': '/relay/b', ':authority': 'ztm' }
