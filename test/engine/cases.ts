/**
 * The cases of the engine suite: where they are, how one is compiled and run, and the ledger of known differences.
 *
 * A case is a script under cases/ with its transcript NAME.out beside it, recorded from the real Pipy by record.ts. Files
 * whose name starts with `_` are parts that cases import. Owns the compiled scripts under dist/cases.
 */
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, statSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { dist, type Engine, type EngineName, NODE, ROOT } from '../harness/engines.ts'
import { freePortRange } from '../harness/ports.ts'
import { launch, runOk } from '../harness/process.ts'
import type { Scope } from '../harness/scope.ts'
import { makeTemp } from '../harness/tmp.ts'
import { waitFor } from '../harness/wait.ts'

const FOLDER = join(ROOT, 'test/engine/cases')
const LEDGER = join(ROOT, 'test/engine/expectations.json')

/** A case that has not ended by itself by then is killed and judged by what it printed. The slowest takes 3 s of a free CPU. */
const CASE_LIMIT_MS = 20_000

/** After its whole transcript a process may still end by itself; what it prints in this time counts. */
const GRACE_MS = 250

export interface Case {
  /** `group/name`, without ending: the key in the ledger. */
  readonly name: string
  readonly source: string
  /** The file of its transcript. */
  readonly out: string
}

/** A known difference of one engine from the recorded transcript. */
export interface Expectation {
  engine: EngineName
  /** Why it differs, and why that is right. */
  reason: string
  /** What this engine prints instead; without it anything but the transcript will do. */
  out?: string
}

/** All cases, in the order of their names. */
export function listCases(): Case[] {
  if (!existsSync(FOLDER)) return []
  const files = readdirSync(FOLDER, { recursive: true, encoding: 'utf8' }).sort()
  return files
    .filter(file => /\.(ts|js)$/.test(file) && !file.endsWith('.d.ts') && !/(^|\/)_/.test(file))
    .map(file => {
      const name = file.replace(/\.(ts|js)$/, '')
      return { name, source: join(FOLDER, file), out: join(FOLDER, `${name}.out`) }
    })
}

/** The recorded transcript, or null if there is none yet. */
export function readTranscript({ out }: Case): string | null {
  return existsSync(out) ? readFileSync(out, 'utf8') : null
}

/** The ledger: case name to its known differences. */
export function readLedger(): Record<string, Expectation[]> {
  if (!existsSync(LEDGER)) return {}
  const rows = JSON.parse(readFileSync(LEDGER, 'utf8')) as Record<string, Expectation | Expectation[]>
  return Object.fromEntries(Object.entries(rows).map(([name, row]) => [name, Array.isArray(row) ? row : [row]]))
}

const compiler = join(ROOT, 'build/compile.ts')

/** The compiler, what cases import of the roles, and what cases share: what was compiled before any of it is compiled again. */
const ingredients = ['build', 'src/api', 'src/common', 'src/ca', 'src/hub', 'src/agent', 'test/engine/cases']

/** When the newest of them was changed; looked up once. */
const newestIngredient = Math.max(...ingredients.flatMap(timesIn))

function timesIn(folder: string): number[] {
  const files = readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
  return files.map(file => statSync(join(ROOT, folder, file)).mtimeMs)
}

/** Compiles a case if it is TypeScript; gives the script to run. Several processes may do it side by side. */
export async function compileCase({ name, source }: Case): Promise<string> {
  if (source.endsWith('.js')) return source
  const target = dist(`cases/${name}.js`)
  if (existsSync(target) && statSync(target).mtimeMs > newestIngredient) return target
  mkdirSync(dirname(target), { recursive: true })
  const partial = `${target}.${process.pid}.js`
  await runOk({ name: `the compiler on ${name}`, argv: [NODE, compiler, source, '-o', partial], cwd: ROOT })
  // The scripts are whole or not there: another process may be reading.
  renameSync(`${partial}.map`, `${target}.map`)
  renameSync(partial, target)
  return target
}

export interface Transcript {
  stdout: string
  stderr: string
}

/**
 * Runs a compiled case on an engine, in an empty directory, with ports of its own.
 * If `expected` is given, a process that printed exactly that and does not end is not waited for any longer.
 */
export async function runCase(
  scope: Scope,
  { engine, script, expected }: { engine: Engine; script: string; expected?: string },
): Promise<Transcript> {
  const dir = makeTemp(scope, 'case')
  const port = await freePortRange()
  const child = launch(scope, {
    name: `${script} on ${engine.name}`,
    argv: engine.command(script, []),
    cwd: dir,
    env: { ZTM_TEST_PORT: String(port), ZTM_TEST_DIR: dir },
    limit: CASE_LIMIT_MS,
  })
  const deadline = CASE_LIMIT_MS + 5_000
  await waitFor(() => child.exit || child.stdout() === expected, { what: `the end of ${child.name}`, deadline })
  await waitFor(() => child.exit, { what: 'its end', deadline: GRACE_MS }).catch(() => undefined)
  await child.kill()
  return { stdout: child.stdout(), stderr: child.stderr() }
}
