/** The scenarios, each a test named by its title: commands as typed, with what they print and how they end. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { currentMatrix, engines, ROOT } from '../harness/engines.ts'
import { createScope } from '../harness/scope.ts'
import { runScenario } from './run.ts'
import { parseScenario } from './scenario.ts'

const matrix = currentMatrix()
const engine = engines[matrix === 'mixed' ? 'node' : matrix]
const FOLDER = join(ROOT, 'test/cli/scenarios')
const files = readdirSync(FOLDER).filter(name => name.endsWith('.txt'))
const scenarios = files.sort().map(name => ({ name, ...parseScenario(readFileSync(join(FOLDER, name), 'utf8')) }))

// At the same time: most of a scenario is waiting for programs to start.
describe.concurrent(`scenarios on ${engine.name}`, () => {
  for (const scenario of scenarios) {
    test(`${scenario.name}: ${scenario.title}`, async ({ onTestFinished }) => {
      const scope = createScope()
      onTestFinished(() => scope.close())
      await runScenario(scope, scenario, engine)
    })
  }

  test('there is one for every exit status, and forty at least', () => {
    const seen = new Set(
      scenarios.flatMap(({ steps }) => steps.map(step => (step.kind === 'command' ? step.status : 0))),
    )
    expect([...seen].filter(status => status < 100).sort()).toEqual([0, 1, 2, 3, 4, 5, 6])
    expect(scenarios.length).toBeGreaterThanOrEqual(40)
  })
})
