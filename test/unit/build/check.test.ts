/**
 * Types of the three worlds, format and style hold: what `make lint` runs, run with the tests.
 */
import { expect, test } from 'vitest'
import { NODE, ROOT } from '../../harness/engines.ts'
import { run } from '../../harness/process.ts'

test.each(['types', 'style'])('%s are as make lint wants them', async name => {
  const { code, stdout } = await run({ name, argv: [NODE, 'build/check.ts', name], cwd: ROOT })
  expect(code, stdout).toBe(0)
})
