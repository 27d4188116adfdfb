/**
 * What two of our own ends do together: requests, tunnels, credit, ends, resets, closing.
 */
import { describe, expect, test } from 'vitest'
import { CANCEL, REFUSED_STREAM } from '../../../../src/runtime/http2/errors.ts'
import type { Stream } from '../../../../src/runtime/http2/types.ts'
import { bodyOf, CONNECT, createPair, type Pair, pump, watch } from './memory.ts'

async function open(pair: Pair, headers: Record<string, string> = CONNECT) {
  const stream = pair.client.session.request(headers) as Stream
  const seen = watch(stream)
  await pump(pair.client, pair.server)
  const there = pair.arrived.at(-1)
  if (!there) throw new Error('no stream arrived')
  return { stream, seen, there }
}

describe('tunnels', () => {
  test('CONNECT with :scheme and :path and without :protocol passes, both ways carry data, ends are seen', async () => {
    const pair = createPair()
    const { stream, seen, there } = await open(pair)
    expect({ ...there.headers }).toEqual(CONNECT)
    there.stream.sendHeaders({ ':status': 200 })
    there.stream.write(Buffer.from('from b'))
    stream.write(Buffer.from('from a'))
    await pump(pair.client, pair.server)
    expect(seen.headers?.[':status']).toBe('200')
    expect(bodyOf(seen).toString()).toBe('from b')
    expect(bodyOf(there.seen).toString()).toBe('from a')
    stream.end()
    await pump(pair.client, pair.server)
    expect(there.seen.ended).toBe(true)
    there.stream.write(Buffer.from('late'))
    there.stream.end()
    await pump(pair.client, pair.server)
    expect(bodyOf(seen).toString()).toBe('from blate')
    expect([seen.ended, seen.closed, there.seen.closed]).toEqual([true, true, true])
    expect([pair.client.session.openStreams, pair.server.session.openStreams]).toEqual([0, 0])
  })

  test('nothing is sent before there is a reason to speak', async () => {
    const pair = createPair()
    await pump(pair.client, pair.server)
    pair.client.session.flush()
    pair.server.session.flush()
    expect([pair.client.wire, pair.server.wire]).toEqual([[], []])
  })
})

describe('wide windows', () => {
  test('what is held is told at the limit, and when half of it is read again', async () => {
    const told: boolean[] = []
    const wide = { streamWindow: 64 << 20, connectionWindow: 64 << 20 }
    const pair = createPair({
      client: { ...wide, limits: { fullAt: 1 << 20 }, onFull: full => told.push(full) },
      server: wide,
    })
    const { stream, there } = await open(pair)
    there.stream.sendHeaders({ ':status': 200 })
    stream.pause()
    there.stream.write(Buffer.alloc(1 << 20))
    await pump(pair.client, pair.server)
    expect(told).toEqual([])
    there.stream.write(Buffer.alloc(3 << 20))
    await pump(pair.client, pair.server)
    expect(pair.client.session.unconsumed).toBe(4 << 20)
    expect(told).toEqual([true])
    stream.resume()
    await pump(pair.client, pair.server)
    expect(pair.client.session.unconsumed).toBe(0)
    expect(told).toEqual([true, false])
  })

  test('a stream that is reset while much of it is held frees the transport', async () => {
    const told: boolean[] = []
    const pair = createPair({ client: { limits: { fullAt: 1000 }, onFull: full => told.push(full) } })
    const { stream, there } = await open(pair)
    there.stream.sendHeaders({ ':status': 200 })
    stream.pause()
    there.stream.write(Buffer.alloc(5000))
    await pump(pair.client, pair.server)
    stream.reset()
    expect(told).toEqual([true, false])
  })
})

describe('messages', () => {
  test('headers keep repeated names, drop those of a connection, and come in lower case', async () => {
    const pair = createPair()
    const { stream, seen, there } = await open(pair, {
      'X-One': '1',
      Connection: 'close',
      ':method': 'GET',
      ':scheme': 'http',
      ':path': '/',
    })
    expect({ ...there.headers }).toEqual({ ':method': 'GET', ':scheme': 'http', ':path': '/', 'x-one': '1' })
    there.stream.sendHeaders({ ':status': '103', link: 'x' })
    there.stream.sendHeaders([
      [':status', '200'],
      ['set-cookie', 'a=1'],
      ['set-cookie', 'b=2'],
    ])
    there.stream.end({ checksum: 'ok' })
    stream.end()
    await pump(pair.client, pair.server)
    expect(seen.informational.map(h => h[':status'])).toEqual(['103'])
    expect(seen.headers?.['set-cookie']).toEqual(['a=1', 'b=2'])
    expect({ ...seen.trailers }).toEqual({ checksum: 'ok' })
    expect(seen.ended).toBe(true)
  })

  test('a header of 60 KB crosses, in several frames', async () => {
    const pair = createPair()
    const big = 'v'.repeat(60_000)
    const { there } = await open(pair, { ...CONNECT, big })
    expect(there.headers.big).toBe(big)
  })

  test('a line end in a value is refused by the sender', () => {
    const { client } = createPair()
    expect(() => client.session.request({ ...CONNECT, x: 'a\r\nb: c' })).toThrow(/line end/)
  })

  test('a body that differs from its content-length breaks its stream only', async () => {
    const pair = createPair()
    const request = { ':method': 'POST', ':scheme': 'http', ':path': '/', 'content-length': '3' }
    const { stream, seen, there } = await open(pair, request)
    stream.write(Buffer.from('four'))
    await pump(pair.client, pair.server)
    expect([there.seen.reset, seen.reset, pair.client.closed]).toEqual([1, 1, false])
  })
})

describe('back-pressure', () => {
  test('a reader that stops holds its sender at the window and the high-water mark, and nobody else', async () => {
    const streamWindow = 100_000
    const highWaterMark = 50_000
    const limits = { highWaterMark }
    const pair = createPair({ client: { limits }, server: { streamWindow, connectionWindow: 200_000 } })
    const slow = await open(pair)
    const quick = await open(pair)
    slow.there.stream.pause()
    const chunk = Buffer.alloc(10_000, 1)
    let accepted = 0
    for (let full = false; !full; ) {
      full = !slow.stream.write(chunk)
      accepted += chunk.length
      await pump(pair.client, pair.server)
    }
    expect(accepted).toBe(streamWindow + highWaterMark)
    expect(slow.there.stream.unconsumed).toBe(streamWindow)
    expect(slow.seen.drains).toBe(0)
    for (let i = 0; i < 100; i++) {
      expect(quick.stream.write(chunk)).toBe(true)
      await pump(pair.client, pair.server)
    }
    expect(bodyOf(quick.there.seen).length).toBe(1_000_000)
    slow.there.stream.resume()
    await pump(pair.client, pair.server)
    expect(slow.seen.drains).toBe(1)
    expect(bodyOf(slow.there.seen).length).toBe(accepted)
    expect(pair.server.session.unconsumed).toBe(0)
  })

  test('credit by hand: the peer gets what consume says, and never more than came', async () => {
    const pair = createPair({ server: { streamWindow: 65_535 } })
    const { stream, there } = await open(pair)
    there.stream.autoConsume = false
    stream.write(Buffer.alloc(100_000))
    await pump(pair.client, pair.server)
    expect(there.stream.unconsumed).toBe(65_535)
    there.stream.consume(1_000_000)
    await pump(pair.client, pair.server)
    expect(bodyOf(there.seen).length).toBe(100_000)
    expect(there.stream.unconsumed).toBe(100_000 - 65_535)
  })

  test('many unread streams together are bounded by maxUnconsumed and the connection window', async () => {
    const server = { streamWindow: 100_000, connectionWindow: 100_000, limits: { maxUnconsumed: 300_000 } }
    const pair = createPair({ server })
    const there: Stream[] = []
    for (let i = 0; i < 20; i++) {
      const opened = await open(pair)
      opened.there.stream.pause()
      there.push(opened.there.stream)
      opened.stream.write(Buffer.alloc(100_000))
      await pump(pair.client, pair.server)
    }
    expect(pair.server.session.unconsumed).toBeLessThanOrEqual(400_000)
    for (const stream of there) stream.resume()
    await pump(pair.client, pair.server)
    expect(pair.server.session.unconsumed).toBe(0)
    expect(pair.arrived.reduce((sum, { seen }) => sum + bodyOf(seen).length, 0)).toBe(2_000_000)
  })

  test('a transport that is full gets nothing more until drain', async () => {
    const pair = createPair()
    const { stream } = await open(pair)
    const { client } = pair
    const calls: number[] = []
    let room = false
    const other = createPair({ client: { send: undefined as never } })
    expect(other.client.wire).toEqual([])
    const { createSession } = await import('../../../../src/runtime/http2/session.ts')
    const full = createSession({
      role: 'client',
      send(buffers) {
        calls.push(buffers.length)
        return room
      },
    })
    const first = full.request(CONNECT) as Stream
    full.flush()
    expect(calls.length).toBe(1)
    first.write(Buffer.alloc(1000))
    full.flush()
    await Promise.resolve()
    expect(calls.length).toBe(1)
    room = true
    full.drain()
    expect(calls.length).toBe(2)
    expect([stream.closed, client.closed]).toEqual([false, false])
  })

  test('streams take turns', async () => {
    const pair = createPair({ server: { connectionWindow: 200_000, streamWindow: 200_000 } })
    const a = await open(pair)
    const b = await open(pair)
    a.stream.write(Buffer.alloc(150_000, 1))
    b.stream.write(Buffer.alloc(150_000, 2))
    pair.client.session.flush()
    const bytes = Buffer.concat(pair.client.wire.splice(0))
    pair.server.session.receive(bytes)
    // 200,000 of the connection, shared in turns of 65,536
    expect([bodyOf(a.there.seen).length, bodyOf(b.there.seen).length]).toEqual([131_072 - 62_144 + 62_144, 68_928])
  })
})

describe('ends', () => {
  test('a reset is seen at the other side and drops what waits', async () => {
    const pair = createPair()
    const { stream, seen, there } = await open(pair)
    stream.write(Buffer.alloc(10))
    stream.reset(CANCEL)
    await pump(pair.client, pair.server)
    expect([there.seen.reset, there.seen.remote, there.seen.closed]).toEqual([CANCEL, true, true])
    expect([seen.reset, seen.closed, stream.closed]).toEqual([null, true, true])
    expect(bodyOf(there.seen).length).toBe(0)
  })

  test('close refuses new streams, waits for open ones, then ends in peace', async () => {
    const pair = createPair()
    const { stream, seen, there } = await open(pair)
    pair.server.session.close()
    const second = pair.client.session.request(CONNECT) as Stream
    const secondSeen = watch(second)
    await pump(pair.client, pair.server)
    expect(secondSeen.reset).toBe(REFUSED_STREAM)
    expect(pair.server.closed).toBe(false)
    there.stream.sendHeaders({ ':status': 200 })
    there.stream.end()
    stream.end()
    await pump(pair.client, pair.server)
    expect(seen.ended).toBe(true)
    expect([pair.server.closed, pair.server.error, pair.client.closed]).toEqual([true, undefined, true])
    expect(pair.client.session.request(CONNECT)).toBe(null)
  })

  test('a transport that ends resets open streams, but what came whole is still read', async () => {
    const pair = createPair()
    const cut = await open(pair)
    const whole = await open(pair)
    whole.there.stream.pause()
    whole.stream.write(Buffer.from('all of it'))
    whole.stream.end()
    await pump(pair.client, pair.server)
    pair.server.session.transportEnded(new Error('gone'))
    expect([cut.there.seen.reset !== null, cut.there.seen.remote, pair.server.error?.message]).toEqual([
      true,
      true,
      'gone',
    ])
    expect(whole.there.seen.reset).toBe(null)
    whole.there.stream.resume()
    expect(bodyOf(whole.there.seen).toString()).toBe('all of it')
    expect([whole.there.seen.ended, whole.there.seen.closed]).toEqual([true, true])
  })

  test('pings are answered with a time, or with null when the session ends first', async () => {
    let now = 5
    const pair = createPair({ client: { now: () => now } })
    const times: (number | null)[] = []
    pair.client.session.ping(ms => times.push(ms))
    pair.client.session.flush()
    now = 12
    await pump(pair.client, pair.server)
    pair.client.session.ping(ms => times.push(ms))
    pair.client.session.destroy()
    expect(times).toEqual([7, null])
  })

  test('the peer limits how many streams are open at once', async () => {
    const pair = createPair({ server: { limits: { maxConcurrentStreams: 2 } } })
    await open(pair)
    const { stream } = await open(pair)
    expect(pair.client.session.available).toBe(false)
    expect(pair.client.session.request(CONNECT)).toBe(null)
    stream.reset()
    expect(pair.client.session.available).toBe(true)
  })

  test('a callback that throws ends its session with an error and does not throw into the transport', async () => {
    const pair = createPair()
    const { stream, there } = await open(pair)
    there.stream.onData = () => {
      throw new Error('broken script')
    }
    stream.write(Buffer.from('x'))
    await pump(pair.client, pair.server)
    expect(pair.server.error?.message).toMatch(/broken script/)
    expect(pair.client.session.available).toBe(false)
    pair.client.session.transportEnded()
    expect(pair.client.closed).toBe(true)
  })
})
