/** An error on the real Pipy is told at its line of the TypeScript once build/where.ts has read the log. */
import { writeFileSync } from 'node:fs'
import { join, relative } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { currentMatrix, engines, NODE, ROOT } from '../harness/engines.ts'
import { run, runOk } from '../harness/process.ts'
import { createScope } from '../harness/scope.ts'
import { makeTemp } from '../harness/tmp.ts'
import { runCase } from './cases.ts'

const text = `type Nothing = { value: number }
const nothing = undefined as never as Nothing
new Timeout(0.001).wait().then(() => {
  const text = 'in a callback'
  println(nothing.value, text)
})
println('ready')
`

test.runIf(currentMatrix() === 'pipy')('an error of a callback', async () => {
  const scope = createScope()
  onTestFinished(scope.close)
  const dir = makeTemp(scope, 'where')
  const [source, script] = [join(dir, 'a.ts'), join(dir, 'a.js')]
  writeFileSync(source, text)
  await runOk({ argv: [NODE, 'build/compile.ts', source, '-o', script], cwd: ROOT })
  const { stdout, stderr } = await runCase(scope, { engine: engines.pipy, script })
  expect(stdout).toBe('ready\n')
  const mapped = await run({ argv: [NODE, 'build/where.ts', dir], cwd: ROOT, input: stderr })
  expect(mapped.stdout, stderr).toContain(`${relative(ROOT, source)}:5:`)
})
