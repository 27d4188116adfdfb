/**
 * The suites as vitest projects: one for each suite and matrix, so that the same files run once on every engine.
 *
 * Owns names and limits. What a matrix means is in test/harness/engines.ts; `test/main.ts` chooses among the projects.
 */
import { defineConfig } from 'vitest/config'
import { projects } from './test/projects.ts'

/** Tests mostly wait for processes, so one worker more than this needs would not slow the others down. */
const WORKERS = 3

export default defineConfig({
  test: {
    maxWorkers: WORKERS,
    projects: projects.map(({ name, suite, matrix, limit }) => ({
      test: {
        name,
        root: import.meta.dirname,
        include: [`test/${suite}/**/*.test.ts`],
        env: { ZTM_TEST_MATRIX: matrix },
        setupFiles: suite === 'unit' ? [] : ['test/harness/setup.ts'],
        pool: 'forks' as const,
        testTimeout: limit,
        hookTimeout: limit,
        // A process that ignores its end is the harness's to kill, never a reason to wait.
        teardownTimeout: 10_000,
      },
    })),
  },
})
