/**
 * Filters that hold events ask their source to wait meanwhile, as often as they tell it to go on. (Through sockets this is among
 * the engine cases; Pipy's own filters hold without asking.)
 */
import { expect, test } from 'vitest'
import { Context } from '../../../src/runtime/core/context.ts'
import { Data } from '../../../src/runtime/core/data.ts'
import { type Message, MessageEnd, MessageStart, type PipyEvent, StreamEnd } from '../../../src/runtime/core/events.ts'
import { Pipeline } from '../../../src/runtime/core/pipeline.ts'
import { Quota } from '../../../src/runtime/globals/algo-quota.ts'
import { pipeline as layOut } from '../../../src/runtime/globals/pipeline.ts'

type Step = (...args: unknown[]) => Builder

/** The filters that are tried here, as a layout's function gets them. */
interface Builder {
  connectSOCKS: Step
  demuxQueue: Step
  handleData: Step
  muxQueue: Step
  onStart: Step
  pipe: Step
  replaceData: Step
  replaceMessage: Step
  throttleDataRate: Step
  throttleMessageRate: Step
  to: Step
  wait: Step
}

/** A pipeline between a source that counts its pauses and a list of what comes out. */
function open(build: ($: Builder) => Builder) {
  const source = { pauses: 0, pause: () => void source.pauses++, resume: () => void source.pauses-- }
  const out: PipyEvent[] = []
  const output = { write: (event: PipyEvent) => void out.push(event) }
  const pipeline = new Pipeline(layOut(build), { context: new Context([]), output, source }).start()
  const write = (...events: PipyEvent[]) => {
    for (const event of events) pipeline.write(event)
  }
  return { source, out, write, pipeline }
}

const text = (events: PipyEvent[]): string =>
  events.map(event => (event instanceof Data ? event.toString() : '')).join('')

const message = (body: string): PipyEvent[] => [new MessageStart({ body }), new Data(body), new MessageEnd()]

const turns = () => new Promise(done => setTimeout(done, 5))

function gate() {
  const { promise, resolve } = Promise.withResolvers<void>()
  return { promise, open: resolve }
}

test.each([
  ['wait', (g: Promise<void>) => ($: Builder) => $.wait(() => g)],
  ['handleData', (g: Promise<void>) => ($: Builder) => $.handleData(() => g)],
  ['replaceData', (g: Promise<void>) => ($: Builder) => $.replaceData((data: Data) => g.then(() => data))],
])('%s holds its source until its promise is settled', async (_name, make) => {
  const { promise, open: settle } = gate()
  const { source, out, write } = open(make(promise))
  write(new Data('a'), new Data('b'))
  expect([source.pauses, text(out)]).toEqual([1, ''])
  settle()
  await turns()
  expect([source.pauses, text(out)]).toEqual([0, 'ab'])
})

test('onStart holds the source until its promise is settled', async () => {
  const { promise, open: settle } = gate()
  const { source, out, write } = open($ => $.onStart(() => promise))
  write(new Data('a'))
  expect([source.pauses, text(out)]).toEqual([1, ''])
  settle()
  await turns()
  expect([source.pauses, text(out)]).toEqual([0, 'a'])
})

test('throttleDataRate holds its source until the quota allows everything', () => {
  const quota = new Quota(1)
  const { source, out, write } = open($ => $.throttleDataRate(quota))
  write(new Data('abc'))
  expect([source.pauses, text(out)]).toEqual([1, 'a'])
  quota.produce(1)
  expect([source.pauses, text(out)]).toEqual([1, 'ab'])
  quota.produce(5)
  expect([source.pauses, text(out)]).toEqual([0, 'abc'])
})

test('throttleMessageRate without blockInput holds events, not the source', () => {
  const quota = new Quota(0)
  const { source, out, write } = open($ => $.throttleMessageRate(quota, { blockInput: false }))
  write(...message('a'))
  expect([source.pauses, out.length]).toEqual([0, 0])
  quota.produce(1)
  expect(out).toHaveLength(3)
})

test('a closed pipeline leaves its source running and its quota alone', () => {
  const quota = new Quota(0)
  const { source, write, pipeline } = open($ => $.throttleDataRate(quota))
  write(new Data('a'))
  pipeline.close()
  expect(source.pauses).toBe(0)
  quota.produce(3)
  expect(quota.current).toBe(3)
})

test('connectSOCKS holds its source until the proxy has agreed', () => {
  let answers = [Buffer.from([5, 0]), Buffer.from([5, 0, 0, 1, 0, 0, 0, 0, 0, 0])]
  const sent: string[] = []
  const proxy = ($: Builder) =>
    $.replaceData((data: Data) => {
      sent.push(data.toString('hex') ?? '')
      return sent.length === 2 ? null : Data.of(answers[0] as Buffer)
    })
  const { source, write, pipeline } = open($ => $.connectSOCKS('name:1').to(proxy))
  write(new Data('early'))
  expect([source.pauses, sent.length]).toEqual([1, 2])
  answers = []
  pipeline.close()
  expect(source.pauses).toBe(0)
})

test('muxQueue holds the sources of messages that are not the first', async () => {
  const { promise, open: settle } = gate()
  const layout = layOut(($: Builder) =>
    $.muxQueue(() => 'one', { maxSessions: 1 }).to(($: Builder) =>
      $.replaceMessage((one: Message) => promise.then(() => one)),
    ),
  )
  const first = open($ => $.pipe(layout))
  const second = open($ => $.pipe(layout))
  first.write(new MessageStart(), new Data('a'))
  second.write(new MessageStart(), new Data('b'), new Data('c'))
  expect(second.source.pauses).toBe(1)
  second.write(new MessageEnd())
  expect(second.source.pauses).toBe(0)
  first.write(new MessageEnd())
  settle()
  await turns()
  expect([text(first.out), text(second.out)]).toEqual(['a', 'bc'])
})

test('a message that is given up half way does not block the queue', async () => {
  const layout = layOut(($: Builder) =>
    $.muxQueue(() => 'one', { maxSessions: 1 }).to(($: Builder) => $.replaceMessage((one: Message) => one)),
  )
  const first = open($ => $.pipe(layout))
  const second = open($ => $.pipe(layout))
  first.write(new MessageStart(), new Data('half'))
  second.write(...message('whole'))
  expect(text(second.out)).toBe('')
  first.pipeline.close()
  await turns()
  expect([text(first.out), text(second.out)]).toEqual(['', 'whole'])
})

test('demuxQueue pauses pipelines whose answers wait for their turn', () => {
  const inner: { pauses: number; answer: (event: PipyEvent) => void }[] = []
  const stalled = open($ =>
    $.demuxQueue().to(($: Builder) =>
      $.onStart(() => undefined).replaceMessage(
        (one: Message) => new Promise(done => inner.push({ pauses: 0, answer: () => done(one) })),
      ),
    ),
  )
  stalled.write(...message('a'), ...message('b'), new StreamEnd())
  expect([inner.length, stalled.out.length]).toEqual([2, 0])
  inner[1]?.answer(new StreamEnd())
  return turns().then(async () => {
    expect(stalled.out).toHaveLength(0)
    inner[0]?.answer(new StreamEnd())
    await turns()
    expect(text(stalled.out)).toBe('ab')
    expect(stalled.out.at(-1)).toBeInstanceOf(StreamEnd)
  })
})
