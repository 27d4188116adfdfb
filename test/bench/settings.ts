/**
 * What a benchmark is told by its environment.
 *
 * Pure. Throws an Error whose message says what to write instead.
 */
import { engines, isAvailable, type Matrix } from '../harness/engines.ts'
import { rows } from './table.ts'

/** Medians of five do not move much on a noisy machine. */
const RUNS = 5

/** Long enough for a fast writer to push all that it has, if nothing slows it down. */
const SHORT_MS = 8_000

/** 1 GB at 1 MB/s, and some more. */
const FULL_MS = 20 * 60_000

const ALL: readonly Matrix[] = ['node', 'pipy', 'mixed']
const USUAL: readonly Matrix[] = ['node', 'pipy']

export interface Settings {
  /** Those that can run here. */
  matrices: readonly Matrix[]
  /** What was left out, and what would bring it: a line each. */
  skipped: readonly string[]
  measures: readonly string[]
  runs: number
  /** Milliseconds that a slow reader reads, unless all is read before. */
  slowMs: number
}

export function settingsOf(env: NodeJS.ProcessEnv): Settings {
  const wanted = env.ENGINE ? [env.ENGINE as Matrix] : USUAL
  const known = Object.keys(rows)
  const measures = env.ONLY ? env.ONLY.split(',') : known
  const runs = Number(env.RUNS || RUNS)
  for (const matrix of wanted)
    if (!ALL.includes(matrix)) throw new Error(`ENGINE=${matrix} is none of: ${ALL.join(', ')}`)
  for (const name of measures)
    if (!known.includes(name)) throw new Error(`ONLY=${name} is none of: ${known.join(', ')}`)
  if (!Number.isInteger(runs) || runs < 1) throw new Error(`RUNS=${env.RUNS} is no number of repetitions`)
  const absent = wanted.filter(matrix => !isAvailable(matrix))
  return {
    matrices: wanted.filter(isAvailable),
    skipped: absent.map(matrix => `${matrix}: not measured; it needs ${engines.pipy.enabledBy}`),
    measures,
    runs,
    slowMs: env.FULL && env.FULL !== '0' ? FULL_MS : SHORT_MS,
  }
}
