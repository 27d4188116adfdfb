/**
 * Random programs (test/harness/programs.ts): what the compiler makes of them prints on the engine what Node prints for
 * the programs themselves, evaluation order, exceptions and closures included.
 *
 * One script for all of them, the same in every run: test/unit/build/lowering.property.test.ts looks for new ones.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { currentMatrix, engines, NODE, ROOT } from '../harness/engines.ts'
import { runOk } from '../harness/process.ts'
import { programs } from '../harness/programs.ts'
import { createScope } from '../harness/scope.ts'
import { makeTemp } from '../harness/tmp.ts'
import { runCase } from './cases.ts'

const SEED = 2002

/** As many as run within seconds on Pipy. */
const COUNT = 40

const matrix = currentMatrix()
const engine = engines[matrix === 'mixed' ? 'node' : matrix]

function scriptOf(texts: string[]): string {
  const functions = texts.map(text => `finish => {\n${text}}`)
  return `const all = [${functions.join(',\n')}]
async function main() {
  for (const run of all) println(await new Promise(finish => run(finish)))
}
main()
`
}

test(`random programs print on ${engine.name} what they print in plain Node`, async () => {
  const scope = createScope()
  onTestFinished(scope.close)
  const dir = makeTemp(scope, 'generated')
  const source = join(dir, 'programs.ts')
  const script = join(dir, 'programs.js')
  const texts = fc.sample(programs, { seed: SEED, numRuns: COUNT })
  writeFileSync(source, scriptOf(texts))
  await runOk({ name: 'the compiler', argv: [NODE, 'build/compile.ts', source, '-o', script], cwd: ROOT })
  const plain = await runOk({ name: 'plain Node', argv: [NODE, 'test/engine/plain.ts', source], cwd: ROOT })
  const expected = plain.slice(1).split('\n')
  const { stdout, stderr } = await runCase(scope, { engine, script, expected: plain.slice(1) })
  const printed = stdout.split('\n')
  const wrong = texts.findIndex((_, index) => printed[index] !== expected[index])
  const about = wrong < 0 ? '' : `program ${wrong}:\n${texts[wrong]}\n${stderr}`
  expect(printed[wrong], about).toBe(expected[wrong])
  expect(expected.length).toBe(COUNT + 1)
})
