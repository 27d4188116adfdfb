/**
 * Floods: much of what is cheap to send and costs something to take. The peer may be cut off; nobody else may notice, and
 * nothing may be kept.
 */
import { connect } from 'node:net'
import { test } from 'vitest'
import { groupMemory } from '../harness/memory.ts'
import { createScope } from '../harness/scope.ts'
import { Flag, fields, frame, get, indexed, preface, settings, Type } from './frames.ts'
import { startTarget, type Target } from './target.ts'

/** As long as one flood goes on if nobody stops it. */
const FLOOD_MS = 1_500

/** More than this nobody keeps for one peer. */
const MOST_GROWTH = 150 << 20

const SERVE_HTTP = 1
const CLIENT_HELLO = 2
const PROXY = 4
const SOCKS = 5
const WEB_SOCKET = 6
const TLS = 7

const many = (count: number, make: (index: number) => Buffer): Buffer =>
  Buffer.concat(Array.from({ length: count }, (_, i) => make(i)))

/** Odd numbers of streams that go up from flood to flood. */
const stream = (round: number, index: number) => 1 + 2 * (round * 200 + index)
const headers = (id: number, payload = get(), flags = Flag.endHeaders | Flag.endStream) =>
  frame({ type: Type.headers, flags, stream: id, payload })
const four = (value: number) => {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32BE(value)
  return bytes
}

interface Flood {
  first?: Buffer
  /** What is sent again and again; `round` counts. */
  again(round: number): Buffer
  listener?: number
}

const http2 = { first: Buffer.concat([preface, settings()]) }

const floods: Record<string, Flood> = {
  'HTTP/2: settings': {
    ...http2,
    again: () => many(500, () => frame({ type: Type.settings, payload: Buffer.from([0, 3, 0, 0, 0, 9]) })),
  },
  'HTTP/2: pings': { ...http2, again: () => many(500, () => frame({ type: Type.ping, payload: Buffer.alloc(8) })) },
  'HTTP/2: streams that are reset at once': {
    ...http2,
    again: round =>
      many(200, i =>
        Buffer.concat([
          headers(stream(round, i)),
          frame({ type: Type.reset, stream: stream(round, i), payload: four(8) }),
        ]),
      ),
  },
  'HTTP/2: requests whose answers nobody reads': {
    ...http2,
    again: round => many(200, i => headers(stream(round, i))),
  },
  'HTTP/2: requests without end': {
    ...http2,
    again: round => many(200, i => headers(stream(round, i), get(), Flag.endHeaders)),
  },
  'HTTP/2: a header list without end': {
    first: Buffer.concat([preface, settings(), headers(1, get(), 0)]),
    again: () => frame({ type: Type.continuation, stream: 1, payload: fields([['x-a', 'y'.repeat(8000)]]) }),
  },
  'HTTP/2: empty continuations': {
    first: Buffer.concat([preface, settings(), headers(1, get(), 0)]),
    again: () => many(500, () => frame({ type: Type.continuation, stream: 1 })),
  },
  'HTTP/2: references to one large field': {
    first: Buffer.concat([
      preface,
      settings(),
      headers(1, Buffer.concat([get(), indexed('x-large', 'y'.repeat(3800))])),
    ]),
    again: round => many(20, i => headers(stream(round, i + 1), Buffer.concat([get(), Buffer.alloc(8000, 0xbe)]))),
  },
  'HTTP/2: empty data': {
    first: Buffer.concat([preface, settings(), headers(1, get(), Flag.endHeaders)]),
    again: () => many(500, () => frame({ type: Type.data, stream: 1 })),
  },
  'HTTP/2: windows': { ...http2, again: () => many(500, () => frame({ type: Type.window, payload: four(1) })) },
  'HTTP/2: priorities': {
    ...http2,
    again: round =>
      many(500, i => frame({ type: Type.priority, stream: stream(round, i % 200), payload: Buffer.alloc(5) })),
  },
  'HTTP/2: unknown frames': { ...http2, again: () => many(500, () => frame({ type: 99, payload: Buffer.alloc(30) })) },
  'HTTP/1: requests in a row, answers that nobody reads': {
    again: () => many(200, () => Buffer.from('GET / HTTP/1.1\r\nhost: a\r\n\r\n')),
  },
  'HTTP/1: a header without end': { first: Buffer.from('GET / HTTP/1.1\r\nx: '), again: () => Buffer.alloc(8000, 'y') },
  'HTTP/1: fields without end': {
    first: Buffer.from('GET / HTTP/1.1\r\n'),
    again: () => many(500, i => Buffer.from(`x${i}: y\r\n`)),
  },
  'HTTP/1: chunks of one byte': {
    first: Buffer.from(
      'POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\nGET / HTTP/1.1\r\nhost: a\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n',
    ),
    again: () => many(1000, () => Buffer.from('1\r\na\r\n')),
  },
  'HTTP/1: bytes behind a CONNECT that got 200': {
    first: Buffer.from('CONNECT a:1 HTTP/1.1\r\nhost: a:1\r\n\r\n'),
    again: () => Buffer.alloc(64 << 10),
  },
  'TLS: a ClientHello in records without content': {
    again: () => many(2000, () => Buffer.from([0x16, 3, 1, 0, 0])),
    listener: CLIENT_HELLO,
  },
  'TLS: records without content to acceptTLS': {
    again: () => many(2000, () => Buffer.from([0x16, 3, 1, 0, 0])),
    listener: TLS,
  },
  'PROXY: a line without end': { first: Buffer.from('PROXY '), again: () => Buffer.alloc(8000, 'x'), listener: PROXY },
  'SOCKS: a name without end': {
    first: Buffer.from([4, 1, 0, 80, 0, 0, 0, 1]),
    again: () => Buffer.alloc(8000, 'x'),
    listener: SOCKS,
  },
  'WebSocket: control frames inside a message': {
    first: Buffer.from([1, 1, 0x61]),
    again: () => many(2000, () => Buffer.from([0x89, 0])),
    listener: WEB_SOCKET,
  },
}

/** Sends as fast as it is taken, and reads nothing, until cut off or the time is over. */
function flood({ first, again, listener = SERVE_HTTP }: Flood, target: Target): Promise<void> {
  const socket = connect({ port: target.port(listener), host: '127.0.0.1' })
  socket.on('error', () => undefined)
  if (first) socket.write(first)
  let round = 0
  const pump = () => {
    while (!socket.destroyed && socket.write(again(round++)) && round % 50 !== 0);
    if (!socket.destroyed && socket.writableLength === 0) setImmediate(pump)
  }
  socket.on('drain', pump)
  socket.on('connect', pump)
  return new Promise(resolve => {
    const timer = setTimeout(() => socket.destroy(), FLOOD_MS)
    socket.on('close', () => {
      clearTimeout(timer)
      resolve()
    })
  })
}

test.concurrent.for(Object.entries(floods))('%s', async ([name, one], context) => {
  const scope = createScope()
  context.onTestFinished(scope.close)
  const target = await startTarget(scope)
  await target.check()
  const before = groupMemory(target.child.pid)
  const over = flood(one, target)
  // In the middle of it, and behind it.
  await target.check()
  await over
  const growth = groupMemory(target.child.pid) - before
  await target.check()
  if (growth > MOST_GROWTH) throw new Error(`${name}: memory grew by ${growth >> 20} MB`)
})
