/** Random and changed bytes into every decoder of the runtime, through a listener: it goes on as if nothing was. */
import { expect, onTestFinished, test } from 'vitest'
import { createScope } from '../harness/scope.ts'
import { randomFrames } from './frames.ts'
import { again, createRandom, mutate } from './random.ts'
import { samples } from './samples.ts'
import { sendBytes, siege, startTarget } from './target.ts'

test('bytes into every listener', async () => {
  const scope = createScope()
  onTestFinished(scope.close)
  console.log(again)
  const target = await startTarget(scope)
  const random = createRandom('listeners')
  const rounds = await siege(target, async () => {
    const listener = random.below(samples.length)
    const from = samples[listener]?.samples ?? []
    await sendBytes(target.port(listener), mutate(from, random), random)
  })
  expect(rounds).toBeGreaterThan(50)
})

test('frames of HTTP/2 in any order', async () => {
  const scope = createScope()
  onTestFinished(scope.close)
  const target = await startTarget(scope)
  const random = createRandom('frames')
  const rounds = await siege(target, () => sendBytes(target.port(random.below(2)), randomFrames(random), random))
  expect(rounds).toBeGreaterThan(50)
})
