/**
 * What is said at the end of a test run: the slowest tests, what was skipped and what would enable it, what failed and
 * why, and the counts.
 *
 * Owns the counts while they are made. Takes vitest's own results; prints nothing by itself.
 */
import type { TestCase, TestModule } from 'vitest/node'

/** Slow tests worth a look: more would hide them. */
const SLOWEST = 10

/** Of a message, so many lines of its beginning and of its end. */
const MESSAGE_LINES = 8

export interface Report {
  passed: number
  failed: number
  skipped: number
  lines: string[]
}

/** What failed, and why. */
interface Failure {
  name: string
  errors: readonly { message: string }[]
}

/** A module or a group that failed outside its tests (a hook, a syntax error) counts as one failure each. */
function failuresOf(module: TestModule): Failure[] {
  const whole = { name: `${module.project.name}  ${module.relativeModuleId}`, errors: module.errors() }
  const groups = [...module.children.allSuites()].map(suite => ({
    name: `${module.project.name}  ${suite.fullName} (the group)`,
    errors: suite.errors(),
  }))
  const tests = [...module.children.allTests('failed')].map(test => ({
    name: `${module.project.name}  ${test.fullName}`,
    errors: test.result().errors ?? [],
  }))
  return [...[whole, ...groups].filter(({ errors }) => errors.length > 0), ...tests]
}

/** Both ends of a message: what was wrong, and the last words of the process that it is about. */
function shorten(message: string): string[] {
  const lines = message.split('\n').filter(line => line.trim() !== '')
  const kept =
    lines.length > MESSAGE_LINES * 2 ? [...lines.slice(0, MESSAGE_LINES), '…', ...lines.slice(-MESSAGE_LINES)] : lines
  return kept.map(line => `      ${line}`)
}

/** The end of a long log is all that some see of it, so this is said there once more. */
function failed(failures: Failure[]): string[] {
  const rows = failures.flatMap(({ name, errors }) => [
    `  ${name}`,
    ...errors.slice(0, 1).flatMap(({ message }) => shorten(message)),
  ])
  return rows.length > 0 ? ['', 'Failed:', ...rows] : []
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
    const need = result.note
      ? `enable with: ${result.note}`
      : 'not run: it is about another engine, its group failed, or a filter left it out'
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
  const failures = modules.flatMap(failuresOf)
  return {
    passed: count('passed'),
    failed: failures.length + unhandled,
    skipped: count('skipped') + count('pending'),
    lines: [...slowest(tests), ...skips(tests), ...failed(failures)],
  }
}
