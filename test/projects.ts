/**
 * The table of suites: which exist, on which matrices each runs, and how long one of its tests may take.
 *
 * Owns nothing. Read by vitest.config.ts, which makes a project of each row and matrix, and by the main program.
 */
import type { Matrix } from './harness/engines.ts'

export interface Project {
  name: string
  suite: string
  matrix: Matrix
  /** Milliseconds for one test or hook. */
  limit: number
}

/** Nothing in process takes longer, even properties. */
const UNIT_LIMIT_MS = 20_000

/** A case may wait for its own limit and is then killed. */
const ENGINE_LIMIT_MS = 40_000

/** 200 MB through a mesh, or a role killed and back, on a loaded machine. */
const MESH_LIMIT_MS = 120_000

/** Each fuzz test goes on for some seconds, or for MINUTES; then its target is looked at. */
const FUZZ_LIMIT_MS = Number(process.env.MINUTES ?? 0) * 60_000 + 60_000

/** A browser and a mesh on a loaded machine: a page takes seconds to come up there. */
const GUI_LIMIT_MS = 120_000

/** Packages with an engine in them are made, compressed and installed; a program may run under emulation. */
const OPS_LIMIT_MS = 180_000

interface Suite {
  name: string
  matrices: readonly Matrix[]
  limit: number
}

const suites: readonly Suite[] = [
  { name: 'unit', matrices: ['node'], limit: UNIT_LIMIT_MS },
  { name: 'engine', matrices: ['node', 'pipy'], limit: ENGINE_LIMIT_MS },
  { name: 'fuzz', matrices: ['node'], limit: FUZZ_LIMIT_MS },
  { name: 'cli', matrices: ['node', 'pipy'], limit: MESH_LIMIT_MS },
  { name: 'mesh', matrices: ['node', 'pipy', 'mixed'], limit: MESH_LIMIT_MS },
  { name: 'ops', matrices: ['node'], limit: OPS_LIMIT_MS },
  { name: 'gui', matrices: ['node', 'pipy'], limit: GUI_LIMIT_MS },
]

export const suiteNames = suites.map(suite => suite.name)

export const projects: readonly Project[] = suites.flatMap(({ name, matrices, limit }) =>
  matrices.map(matrix => ({
    name: matrices.length > 1 ? `${name}-${matrix}` : name,
    suite: name,
    matrix,
    limit,
  })),
)

/** The projects that a user's filters leave. Null stands for "all". */
export function selectProjects({ suite, engine }: { suite: string | null; engine: string | null }): Project[] {
  return projects.filter(p => (!suite || p.suite === suite) && (!engine || p.matrix === engine))
}
