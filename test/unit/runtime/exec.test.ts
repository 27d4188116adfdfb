/** The end of programs in the exec filter. Not among the engine cases: Pipy misses the end of many a program. */
import { expect, test } from 'vitest'
import { Data } from '../../../src/runtime/core/data.ts'
import { type PipyEvent, StreamEnd } from '../../../src/runtime/core/events.ts'
import { pipeline } from '../../../src/runtime/globals/pipeline.ts'

type Builder = Record<string, (...args: unknown[]) => Builder>

/** What comes out of a program that gets `input`. */
async function run(command: unknown, options: object, input: unknown): Promise<{ text: string; end: unknown }> {
  let text = ''
  let end: unknown
  const layout = pipeline(($: Builder) =>
    $.onStart?.(input)
      .exec?.(command, options)
      .handle?.((event: PipyEvent) => {
        if (event instanceof Data) text += event.toString()
        if (event instanceof StreamEnd) end = event.error
      }),
  )
  await layout.spawn()
  return { text, end }
}

test('output comes out whole, then a clean end', async () => {
  const script = 'i=0; while [ $i -lt 2000 ]; do echo line $i; i=$((i+1)); done'
  const { text, end } = await run(['sh', '-c', script], {}, new Data())
  expect(text.split('\n')).toHaveLength(2001)
  expect(end).toBeUndefined()
})

test('onExit gets status and stderr, and its events come out', async () => {
  const seen: unknown[] = []
  const onExit = (code: number, stderr: Data) => {
    seen.push(code, stderr.toString())
    return [new Data('last words'), new StreamEnd('ReadError')]
  }
  const result = await run(['sh', '-c', 'echo wrong >&2; exit 3'], { onExit }, new Data())
  expect(seen).toEqual([3, 'wrong\n'])
  expect(result).toEqual({ text: 'last words', end: 'ReadError' })
})

test('an onExit that answers nothing does not keep the stream open', async () => {
  expect(await run('true', { onExit: () => undefined }, new Data())).toEqual({ text: '', end: undefined })
})

test('the end of the stream ends a program that waits for nothing', async () => {
  const begin = performance.now()
  await run('sleep 20', {}, [new Data('x'), new StreamEnd()])
  expect(performance.now() - begin).toBeLessThan(10_000)
})

test('a missing program ends the stream', async () => {
  const codes: number[] = []
  await run('/nowhere/program', { onExit: (code: number) => void codes.push(code) }, new Data())
  expect(codes).toEqual([127])
})

test('options of wrong types are refused when the layout is made', () => {
  expect(() => pipeline(($: Builder) => $.exec?.('true', { onExit: 5 }))).toThrow('options.onExit expects a function')
})
