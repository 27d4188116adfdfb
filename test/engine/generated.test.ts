/**
 * Random programs and calls (test/harness/programs.ts, calls.ts): what the compiler makes of them prints on the engine what
 * Node prints for themselves, evaluation order, exceptions and closures included.
 *
 * One script of each, the same in every run: test/unit/build/lowering.property.test.ts looks for new programs.
 */
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { expect, onTestFinished, test } from 'vitest'
import { calls } from '../harness/calls.ts'
import { currentMatrix, engines, NODE, ROOT } from '../harness/engines.ts'
import { runOk } from '../harness/process.ts'
import { programs } from '../harness/programs.ts'
import { createScope } from '../harness/scope.ts'
import { makeTemp } from '../harness/tmp.ts'
import { runCase } from './cases.ts'

const SEED = 2002

/** As many as compile and run within seconds. */
const PROGRAMS = 40
const CALLS = 1000

const matrix = currentMatrix()
const engine = engines[matrix === 'mixed' ? 'node' : matrix]

/** A script that runs programs one after the other and prints a line for each. */
function scriptOfPrograms(texts: string[]): string {
  const functions = texts.map(text => `finish => {\n${text}}`)
  return `const all = [${functions.join(',\n')}]
async function main() {
  for (const run of all) println(await new Promise(finish => run(finish)))
}
main()
`
}

/** A script that evaluates expressions and prints a line for each. */
function scriptOfCalls(texts: string[]): string {
  return `const show = value => {
  if (value instanceof Array) return \`[\${value.map(show).join()}]\`
  if (typeof value === 'string') return JSON.stringify(value)
  if (typeof value !== 'object' || value === null) return String(value)
  if (value instanceof Map || value instanceof Set) return show([...value])
  return \`{\${Object.entries(value).map(([key, one]) => key + show(one)).join()}}\`
}
const attempt = work => {
  try {
    println(show(work()))
  } catch (error) {
    println('threw', error instanceof Error)
  }
}
${texts.map(text => `attempt(() => ${text})`).join('\n')}
`
}

/** Compiles the script, runs it on the engine and in plain Node, and compares line by line. */
async function compare(texts: string[], script: string): Promise<void> {
  const scope = createScope()
  onTestFinished(scope.close)
  const dir = makeTemp(scope, 'generated')
  const [source, compiled] = [join(dir, 'source.ts'), join(dir, 'compiled.js')]
  writeFileSync(source, script)
  await runOk({ name: 'the compiler', argv: [NODE, 'build/compile.ts', source, '-o', compiled], cwd: ROOT })
  const printed = await runOk({ name: 'plain Node', argv: [NODE, 'test/engine/plain.ts', source], cwd: ROOT })
  const plain = printed.slice(1)
  const { stdout, stderr } = await runCase(scope, { engine, script: compiled, expected: plain })
  const [expected, got] = [plain.split('\n'), stdout.split('\n')]
  expect(expected.length).toBe(texts.length + 1)
  const wrong = texts.flatMap((text, index) =>
    got[index] === expected[index] ? [] : [`${text}\n  plain ${expected[index]}\n  here  ${got[index]}`],
  )
  expect(wrong.slice(0, 3), stderr).toEqual([])
}

test(`random programs print on ${engine.name} what they print in plain Node`, async () => {
  const texts = fc.sample(programs, { seed: SEED, numRuns: PROGRAMS })
  await compare(texts, scriptOfPrograms(texts))
})

test(`random calls of built-ins give on ${engine.name} what they give in plain Node`, async () => {
  const texts = fc.sample(calls, { seed: SEED, numRuns: CALLS })
  await compare(texts, scriptOfCalls(texts))
})
