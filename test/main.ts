/**
 * Builds, runs the suites and prints the verdict: what `npm test` and `make test` are.
 *
 *   SUITE=unit|engine|fuzz|cli|mesh|ops|gui   one suite     ENGINE=node|pipy|mixed   one matrix
 *   SEED=n   the random bytes of suite fuzz again   MINUTES=n   as long for each of its tests
 *   arguments                    only test files whose path holds one of them
 *
 * Owns the exit status: 1 if anything failed or if nothing ran. The last line is always `N passed, N failed, N skipped`.
 */
import { spawnSync } from 'node:child_process'
import { parseArgs } from 'node:util'
import { startVitest } from 'vitest/node'
import { isAvailable, NODE, ROOT } from './harness/engines.ts'
import { selectProjects, suiteNames } from './projects.ts'
import { type Report, summarize } from './report.ts'

const NOTHING: Report = { passed: 0, failed: 0, skipped: 0, lines: [] }

function build(): boolean {
  const { status } = spawnSync(NODE, ['build/main.ts'], { cwd: ROOT, stdio: 'inherit' })
  if (status !== 0) console.log('The build failed; no test was run.')
  return status === 0
}

async function runSuites(names: string[], filters: string[]): Promise<Report> {
  const vitest = await startVitest('test', filters, {
    root: ROOT,
    run: true,
    watch: false,
    project: names,
    passWithNoTests: true,
    reporters: [process.env.VERBOSE ? 'verbose' : 'default'],
  })
  const report = summarize(vitest.state.getTestModules(), vitest.state.getUnhandledErrors().length)
  await vitest.close()
  return report
}

async function main(): Promise<Report> {
  const { positionals } = parseArgs({ allowPositionals: true })
  const suite = process.env.SUITE || null
  const engine = process.env.ENGINE || null
  const chosen = selectProjects({ suite, engine })
  if (chosen.length === 0) {
    console.log(`No suite matches SUITE=${suite ?? ''} ENGINE=${engine ?? ''}. Suites: ${suiteNames.join(', ')}.`)
    return { ...NOTHING, failed: 1 }
  }
  if (!build()) return { ...NOTHING, failed: 1 }
  const report = await runSuites(
    chosen.map(p => p.name),
    positionals,
  )
  const absent = chosen.filter(p => !isAvailable(p.matrix)).map(p => p.name)
  if (absent.length > 0) console.log(`\nSkipped whole, because its engine is not here: ${absent.join(', ')}`)
  return report
}

const { passed, failed, skipped, lines } = await main()
for (const line of lines) console.log(line)
if (passed + failed === 0) console.log('\nNo test was run, which counts as a failure.')
console.log(`\n${passed} passed, ${failed} failed, ${skipped} skipped`)
process.exit(failed > 0 || passed === 0 ? 1 : 0)
