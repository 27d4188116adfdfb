/**
 * What somebody has who has copied an agent's data directory, or runs an agent of his own making: its key and certificate, and
 * HTTP/2 by hand, which says what no agent would.
 *
 * Owns the connections that it makes, for the life of a scope.
 */
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { type ConnectionOptions, connect, type TLSSocket } from 'node:tls'
import { fields, frame, preface, settings, Type } from '../fuzz/frames.ts'
import type { Shown } from './certificates.ts'
import type { Scope } from './scope.ts'
import { within } from './wait.ts'

export interface StolenKey extends Shown {
  /** Id of its endpoint. */
  id: string
}

/** Key and certificate out of an agent's database. */
export function stealKey(directory: string): StolenKey {
  const database = new DatabaseSync(join(directory, 'agent.db'), { readOnly: true })
  try {
    const row = database.prepare('SELECT endpoint_id AS id, key, certificate AS cert FROM meshes').get()
    return { ...(row as unknown as StolenKey) }
  } finally {
    database.close()
  }
}

export interface Target {
  port: number
  alpn: string
  /** Absent: no certificate is shown. */
  shown?: Shown
  servername?: string
  options?: ConnectionOptions
}

/** TLS to a role, whoever it is and whatever is asked of it. */
export function dialTls(scope: Scope, { port, alpn, shown, servername = 'localhost', options }: Target): TLSSocket {
  const common = { host: '127.0.0.1', port, servername, ALPNProtocols: [alpn], rejectUnauthorized: false }
  const socket = connect({ ...common, ...shown, ...options })
  socket.on('error', () => undefined)
  scope.defer(() => {
    socket.destroy()
  })
  return socket
}

const HEAD_BYTES = 9
const END_STREAM = 1
const END_HEADERS = 4

/** The frames that have come whole: type, flags, stream and payload of each. */
function framesIn(bytes: Buffer): { type: number; flags: number; stream: number; payload: Buffer }[] {
  const list = []
  for (let at = 0; at + HEAD_BYTES <= bytes.length; ) {
    const length = bytes.readUIntBE(at, 3)
    const payload = bytes.subarray(at + HEAD_BYTES, at + HEAD_BYTES + length)
    if (payload.length < length) break
    const stream = bytes.readUInt32BE(at + 5) & 0x7fffffff
    list.push({ type: bytes[at + 3] ?? 0, flags: bytes[at + 4] ?? 0, stream, payload })
    at += HEAD_BYTES + length
  }
  return list
}

/** The bytes of the one answer to a request with these fields: its header block as it came, and its body. */
export async function ask(
  socket: TLSSocket,
  head: readonly (readonly [string, string])[],
  body: Buffer = Buffer.alloc(0),
): Promise<{ head: Buffer; body: string }> {
  let bytes = Buffer.alloc(0)
  const answered = new Promise<void>(resolve => {
    socket.on('data', (data: Buffer) => {
      bytes = Buffer.concat([bytes, data])
      if (framesIn(bytes).some(one => one.stream === 1 && one.flags & END_STREAM)) resolve()
    })
    socket.on('close', () => resolve())
  })
  socket.write(Buffer.concat([preface, settings()]))
  socket.write(frame({ type: Type.headers, flags: END_HEADERS, stream: 1, payload: fields(head) }))
  for (let at = 0; at < body.length; at += FRAME_BYTES) {
    socket.write(frame({ type: Type.data, stream: 1, payload: body.subarray(at, at + FRAME_BYTES) }))
  }
  socket.write(frame({ type: Type.data, flags: END_STREAM, stream: 1 }))
  await within(answered, { what: 'an answer' })
  const frames = framesIn(bytes).filter(one => one.stream === 1)
  const of = (type: number) => Buffer.concat(frames.filter(one => one.type === type).map(one => one.payload))
  return { head: of(Type.headers), body: of(Type.data).toString() }
}

/** Every receiver takes frames of that size (RFC 9113, section 4.2). */
const FRAME_BYTES = 16_384

/** The fields of a request as our agents send it. */
export const head = (method: string, path: string): [string, string][] => [
  [':method', method],
  [':scheme', 'https'],
  [':authority', 'ztm'],
  [':path', path],
  ['content-type', 'application/json'],
]
