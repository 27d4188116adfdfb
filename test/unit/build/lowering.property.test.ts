/**
 * What the compiler makes of a program does what the program does: values, order of evaluation, exceptions, closures,
 * jumps, awaits. Random programs, those that are found wrong are made small.
 */
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { programs } from '../../harness/programs.ts'
import { lowerText } from './lower-text.ts'

/** The property looks at as many programs as it can in this time. */
const SEARCH_MS = 4_000

/** A program that has not ended by then waits for something that will not come. */
const END_MS = 1_000

/** Runs a program in this process; gives the text it ends with. */
function run(code: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error('the program does not end')), END_MS)
    const finish = (text: string) => {
      clearTimeout(timer)
      resolve(text)
    }
    new Function('finish', `'use strict'\n${code}`)(finish)
  })
}

test('a lowered program logs what the program itself logs', async () => {
  const same = fc.asyncProperty(programs, async text => {
    expect(await run(lowerText(text))).toBe(await run(text))
  })
  await fc.assert(same, { numRuns: 10_000, interruptAfterTimeLimit: SEARCH_MS })
})
