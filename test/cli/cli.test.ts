/** The scenarios, each a test named by its title: commands as typed, with what they print and how they end. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { currentMatrix, engines, ROOT } from '../harness/engines.ts'
import { createScope } from '../harness/scope.ts'
import { runScenario } from './run.ts'
import { parseScenario } from './scenario.ts'

const matrix = currentMatrix()
const engine = engines[matrix === 'mixed' ? 'node' : matrix]
const FOLDER = join(ROOT, 'test/cli/scenarios')
const files = readdirSync(FOLDER).filter(name => name.endsWith('.txt'))
const scenarios = files.sort().map(name => ({ name, ...parseScenario(readFileSync(join(FOLDER, name), 'utf8')) }))

describe(`scenarios on ${engine.name}`, () => {
  for (const scenario of scenarios) {
    test(`${scenario.name}: ${scenario.title}`, async () => {
      const scope = createScope()
      onTestFinished(() => scope.close())
      await runScenario(scope, scenario, engine)
    })
  }

  test('there are scenarios', () => {
    expect(scenarios.length).toBeGreaterThan(0)
  })
})
