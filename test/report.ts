/**
 * What is said at the end of a test run: the slowest tests, what was skipped and what would enable it, and the counts.
 *
 * Owns the counts while they are made. Takes vitest's own results; prints nothing by itself.
 */
import type { TestCase, TestModule } from 'vitest/node'

/** Slow tests worth a look: more would hide them. */
const SLOWEST = 10

export interface Report {
  passed: number
  failed: number
  skipped: number
  lines: string[]
}

/** A module or a group that failed outside its tests (a hook, a syntax error) counts as one failure each. */
function countBroken(module: TestModule): number {
  let broken = module.errors().length > 0 ? 1 : 0
  for (const suite of module.children.allSuites()) if (suite.errors().length > 0) broken++
  return broken
}

function slowest(tests: TestCase[]): string[] {
  const timed = tests.map(test => ({ test, ms: test.diagnostic()?.duration ?? 0 })).filter(({ ms }) => ms > 0)
  timed.sort((a, b) => b.ms - a.ms)
  const rows = timed.slice(0, SLOWEST).map(({ test, ms }) => {
    return `  ${(ms / 1000).toFixed(2).padStart(7)} s  ${test.project.name}  ${test.fullName}`
  })
  return rows.length > 0 ? ['', 'Slowest tests:', ...rows] : []
}

function skips(tests: TestCase[]): string[] {
  const groups = new Map<string, number>()
  for (const test of tests) {
    const result = test.result()
    if (result.state !== 'skipped') continue
    const need = result.note ? `enable with: ${result.note}` : 'not run: its group failed, or a filter left it out'
    const key = `${test.project.name}: ${need}`
    groups.set(key, (groups.get(key) ?? 0) + 1)
  }
  const rows = [...groups].map(([key, count]) => `  ${String(count).padStart(4)}  ${key}`)
  return rows.length > 0 ? ['', 'Skipped:', ...rows] : []
}

/** Sums up the modules of a finished run. */
export function summarize(modules: readonly TestModule[], unhandled: number): Report {
  const tests = modules.flatMap(module => [...module.children.allTests()])
  const count = (state: string) => tests.filter(test => test.result().state === state).length
  const broken = modules.reduce((sum, module) => sum + countBroken(module), 0)
  return {
    passed: count('passed'),
    failed: count('failed') + broken + unhandled,
    skipped: count('skipped') + count('pending'),
    lines: [...slowest(tests), ...skips(tests)],
  }
}
