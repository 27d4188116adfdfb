/**
 * The engines that run our bundles, and the matrices (which role on which engine) that suites go through.
 *
 * Owns nothing: a look at the machine, made once. Knows the command line of each engine, not what the scripts do.
 */
import { accessSync, constants, existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'

export type EngineName = 'node' | 'pipy'
export type Matrix = EngineName | 'mixed'

export interface Engine {
  readonly name: EngineName
  /** False if the program that the engine needs is not on this machine. */
  readonly available: boolean
  /** The one thing to do that makes it available; shown with skipped tests. */
  readonly enabledBy: string
  /** What the launcher takes this engine by. */
  readonly environment: Readonly<Record<string, string | undefined>>
  /** The argument vector that runs a PipyJS script with arguments of its own. */
  command(script: string, args: readonly string[]): string[]
}

/** The top of the working tree. */
export const ROOT = fileURLToPath(new URL('../..', import.meta.url))

/** The Node that everything runs on: the one from the lock file, not the system's. */
export const NODE = join(ROOT, 'node_modules', '.bin', 'node')

/** A file of the build output. */
export const dist = (name: string): string => join(ROOT, 'dist', name)

/** The full path of a program on PATH, or null when there is none. */
export function findProgram(name: string, more: readonly string[] = []): string | null {
  const folders = [...(process.env.PATH ?? '').split(delimiter), ...more]
  for (const folder of folders) {
    const path = join(folder, name)
    try {
      accessSync(path, constants.X_OK)
      return path
    } catch {
      // Not in this folder: the next may have it.
    }
  }
  return null
}

const pipy = process.env.PIPY || findProgram('pipy')

const node: Engine = {
  name: 'node',
  available: true,
  enabledBy: 'npm ci',
  environment: { ZTM_ENGINE: 'node', ZTM_PIPY: undefined },
  // The source of the runtime serves where nothing is built yet.
  command(script, args) {
    const built = dist('pipy-node')
    return [NODE, existsSync(built) ? built : join(ROOT, 'src/runtime/main.ts'), script, '--', ...args]
  },
}

const real: Engine = {
  name: 'pipy',
  available: pipy !== null,
  enabledBy: 'a `pipy` on PATH, or PIPY=/path/to/pipy (https://github.com/flomesh-io/pipy, branch v2)',
  environment: { ZTM_ENGINE: 'pipy', ZTM_PIPY: pipy ?? undefined },
  command: (script, args) => [pipy ?? 'pipy', script, '--', ...args],
}

export const engines: Record<EngineName, Engine> = { node, pipy: real }

/** The roles of a mesh, as a matrix tells them apart. */
export type Role = 'ca' | 'hub' | 'agent'

/** Which role runs on which engine; agents by their number. */
export interface Layout {
  readonly name: string
  engine(role: Role, index?: number): Engine
}

/** The hub on one engine, the CA on the other, and agents by turns: every pair of neighbours meets across engines. */
function mixed(hub: Engine, other: Engine): Layout {
  return {
    name: `hub on ${hub.name}, agents on ${other.name} and ${hub.name}`,
    engine: (role, index = 0) => (role === 'hub' || (role === 'agent' && index % 2 === 1) ? hub : other),
  }
}

/** The layouts that a matrix stands for; the first is the one for tests that need only one. */
export function layoutsOf(matrix: Matrix): [Layout, ...Layout[]] {
  if (matrix === 'mixed') return [mixed(real, node), mixed(node, real)]
  return [{ name: `all on ${matrix}`, engine: () => engines[matrix] }]
}

/** True if every engine of a matrix is here. */
export const isAvailable = (matrix: Matrix): boolean => (matrix === 'node' ? true : real.available)

/** The matrix of the running test project; vitest.config.ts sets it. */
export function currentMatrix(): Matrix {
  const name = process.env.ZTM_TEST_MATRIX
  return name === 'pipy' || name === 'mixed' ? name : 'node'
}
