/**
 * The cases of the language as plain JavaScript: Node runs the TypeScript itself and prints what Pipy printed after the
 * compiler. With engine.test.ts, which runs the compiled scripts on each engine, that makes three equal transcripts.
 */
import { join } from 'node:path'
import { beforeAll, describe, expect, test } from 'vitest'
import { currentMatrix, NODE, ROOT } from '../harness/engines.ts'
import { runOk } from '../harness/process.ts'
import { listCases, readTranscript } from './cases.ts'

const cases = listCases().filter(one => one.name.startsWith('language/'))

// It is the same on every matrix: once is enough.
describe.runIf(currentMatrix() === 'node')('the language without the compiler', () => {
  let transcripts: string[] = []
  beforeAll(async () => {
    const argv = [NODE, join(ROOT, 'test/engine/plain.ts'), ...cases.map(one => one.source)]
    const printed = await runOk({ name: 'the cases as JavaScript', argv, cwd: ROOT })
    transcripts = printed.split('\f').slice(1)
  })

  test('has cases, each with a transcript', () => {
    expect(cases.length).toBeGreaterThan(10)
    expect(transcripts.length).toBe(cases.length)
  })

  cases.forEach((one, index) => {
    test(one.name, () => expect(transcripts[index]).toBe(readTranscript(one)))
  })
})
