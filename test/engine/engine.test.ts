/**
 * Every case on this project's engine: its transcript equals the one recorded from the real Pipy, except for the
 * differences in expectations.json, which are expected just as strictly: an unexpected pass fails too.
 */
import { describe, expect, type TestContext, test } from 'vitest'
import { currentMatrix, engines } from '../harness/engines.ts'
import { createScope } from '../harness/scope.ts'
import { type Case, compileCase, listCases, readLedger, readTranscript, runCase } from './cases.ts'

const matrix = currentMatrix()
const engine = engines[matrix === 'mixed' ? 'node' : matrix]
const ledger = readLedger()
const cases = listCases()

async function check(one: Case, { expect, onTestFinished }: TestContext): Promise<void> {
  const recorded = readTranscript(one)
  expect(recorded, 'has no .out: record it with `node test/engine/record.ts`').not.toBeNull()
  const known = ledger[one.name]?.find(row => row.engine === engine.name)
  const scope = createScope()
  onTestFinished(scope.close)
  const script = await compileCase(one)
  const expected = (known ? known.out : recorded) ?? undefined
  const { stdout, stderr } = await runCase(scope, { engine, script, expected })
  if (known) {
    expect(stdout, 'equals Pipy now: take it out of expectations.json').not.toBe(recorded)
    if (known.out !== undefined) expect(stdout, stderr).toBe(known.out)
  } else {
    expect(stdout, stderr).toBe(recorded)
  }
}

describe.concurrent(`cases on ${engine.name}`, () => {
  for (const one of cases) test(one.name, context => check(one, context))
})

describe('the ledger of differences', () => {
  test('there are cases', () => {
    expect(cases.length).toBeGreaterThan(0)
  })

  test('names only cases that exist, each with a reason', () => {
    const names = new Set(cases.map(one => one.name))
    for (const [name, rows] of Object.entries(ledger)) {
      expect(names, `expectations.json names ${name}`).toContain(name)
      for (const row of rows) expect(row.reason.length, `reason of ${name}`).toBeGreaterThan(10)
    }
  })
})
