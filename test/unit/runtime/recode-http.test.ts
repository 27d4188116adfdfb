/** Compressed bodies that are damaged or cut, and readers that stop: where our filters do more than Pipy's. */
import { gzipSync } from 'node:zlib'
import { expect, test } from 'vitest'
import { Context } from '../../../src/runtime/core/context.ts'
import { Data } from '../../../src/runtime/core/data.ts'
import { MessageEnd, MessageStart, type PipyEvent, StreamEnd } from '../../../src/runtime/core/events.ts'
import { Pipeline } from '../../../src/runtime/core/pipeline.ts'
import { pipeline as layOut } from '../../../src/runtime/globals/pipeline.ts'

interface Builder {
  compressHTTP(algorithm: string): Builder
  decompressHTTP(): Builder
}

function open(build: ($: Builder) => Builder) {
  const source = { pauses: 0, pause: () => void source.pauses++, resume: () => void source.pauses-- }
  const out: PipyEvent[] = []
  const ended = Promise.withResolvers<void>()
  const write = (event: PipyEvent) => {
    out.push(event)
    if (event instanceof StreamEnd) ended.resolve()
  }
  const pipeline = new Pipeline(layOut(build), { context: new Context([]), output: { write }, source }).start()
  return { source, out, pipeline, ended: ended.promise, size: () => sizeOf(out) }
}

const sizeOf = (events: PipyEvent[]): number =>
  events.reduce((sum, event) => sum + (event instanceof Data ? event.size : 0), 0)

const head = () => new MessageStart({ headers: { 'content-encoding': 'gzip' } })

test.each([
  ['damaged', (bytes: Buffer) => Buffer.concat([bytes.subarray(0, 12), Buffer.from('damage'), bytes.subarray(12)])],
  ['cut', (bytes: Buffer) => bytes.subarray(0, bytes.length / 2)],
])('a %s body ends the stream with ProtocolError and no MessageEnd', async (_name, spoil) => {
  const { out, pipeline, ended, source } = open($ => $.decompressHTTP())
  const bytes = spoil(gzipSync(Buffer.from('hello '.repeat(100))))
  for (const event of [head(), Data.of(bytes), new MessageEnd()]) pipeline.write(event)
  await ended
  expect((out.at(-1) as StreamEnd).error).toBe('ProtocolError')
  expect(out.some(event => event instanceof MessageEnd)).toBe(false)
  expect(source.pauses).toBe(0)
})

test('a reader that stops stops a bomb', async () => {
  const { pipeline, source, size, ended } = open($ => $.decompressHTTP())
  const bomb = gzipSync(Buffer.alloc(32 * 1024 * 1024))
  pipeline.pause()
  pipeline.write(head())
  pipeline.write(Data.of(bomb))
  await new Promise(done => setTimeout(done, 50))
  expect(size()).toBeLessThan(1024 * 1024)
  expect(source.pauses).toBeGreaterThan(0)
  pipeline.resume()
  pipeline.write(new MessageEnd())
  pipeline.write(new StreamEnd())
  await ended
  expect(size()).toBe(32 * 1024 * 1024)
  expect(source.pauses).toBe(0)
})

test('the head that a script gave stays as it is', async () => {
  const { pipeline, out, ended } = open($ => $.compressHTTP('gzip'))
  const headers = { a: 'b' }
  for (const event of [new MessageStart({ headers }), new Data('x'), new MessageEnd(), new StreamEnd()]) {
    pipeline.write(event)
  }
  await ended
  expect(headers).toEqual({ a: 'b' })
  expect((out[0] as MessageStart).head).toEqual({ headers: { a: 'b', 'content-encoding': 'gzip' } })
})
