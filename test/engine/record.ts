/**
 * Records the transcripts of the engine cases from the real Pipy: `node test/engine/record.ts [part of a name]…`.
 *
 * Owns the .out files. Writes one only if several runs print the same: what varies cannot be compared. Look at the
 * difference before you commit it: it says what Pipy does, not that the case is right.
 */
import { writeFileSync } from 'node:fs'
import { engines } from '../harness/engines.ts'
import { createScope } from '../harness/scope.ts'
import { type Case, compileCase, listCases, readTranscript, runCase } from './cases.ts'

/** A case that prints the same this often is taken to be stable. */
const RUNS = 3

const filters = process.argv.slice(2)

async function record(one: Case): Promise<string> {
  const scope = createScope()
  try {
    const script = await compileCase(one)
    let first: string | null = null
    for (let i = 0; i < RUNS; i++) {
      const { stdout } = await runCase(scope, { engine: engines.pipy, script, expected: first ?? undefined })
      first ??= stdout
      if (stdout !== first) return 'UNSTABLE: two runs differ, not written'
    }
    if (!first) return 'EMPTY: printed nothing, not written'
    const before = readTranscript(one)
    if (before === first) return 'same'
    writeFileSync(one.out, first)
    return before === null ? 'new' : 'CHANGED'
  } catch (error) {
    return `FAILED: ${error instanceof Error ? error.message : error}`
  } finally {
    await scope.close()
  }
}

if (!engines.pipy.available) {
  console.error(`error: transcripts come from the real Pipy\nhint: ${engines.pipy.enabledBy}`)
  process.exit(3)
}
const chosen = listCases().filter(one => filters.length === 0 || filters.some(filter => one.name.includes(filter)))
let bad = 0
for (const one of chosen) {
  const result = await record(one)
  if (/^[A-Z]+:/.test(result)) bad++
  if (result !== 'same') console.log(`${one.name}: ${result}`)
}
console.log(`${chosen.length} cases, ${bad} not recorded`)
process.exit(bad > 0 || chosen.length === 0 ? 1 : 0)
