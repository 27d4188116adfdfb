/**
 * What a benchmark is told by its environment.
 *
 * Pure. Throws an Error whose message says what to write instead.
 */
import { engines, isAvailable, type Matrix } from '../harness/engines.ts'
import { type Other, others } from './others.ts'
import { rows } from './table.ts'

/** Medians of five do not move much on a noisy machine. */
const RUNS = 5

/** 1 GB at 1 MB/s, and some more. */
const FULL_MS = 20 * 60_000

/** How long, in milliseconds, or how often things are done for one value. */
export interface Extent {
  /** Whole seconds, which is what iperf3 takes: 0 would be for ever. */
  throughputMs: number
  roundTrips: number
  newConnections: number
  connectingMs: number
  /** Whole seconds, which is what wrk takes. */
  httpMs: number
  /** That a slow reader reads, unless all is read before. */
  slowMs: number
}

/** The slow reader: long enough for a fast writer to push all that it has, if nothing slows it down. */
const USUAL_EXTENT: Extent = {
  throughputMs: 2000,
  roundTrips: 1000,
  newConnections: 150,
  connectingMs: 1500,
  httpMs: 4000,
  slowMs: 8000,
}

const QUICK_EXTENT: Extent = {
  throughputMs: 1000,
  roundTrips: 300,
  newConnections: 40,
  connectingMs: 500,
  httpMs: 2000,
  slowMs: 1500,
}

const ALL: readonly Matrix[] = ['node', 'pipy', 'mixed']
const USUAL: readonly Matrix[] = ['node', 'pipy']

export interface Settings {
  /** Those that can run here. */
  matrices: readonly Matrix[]
  /** What was left out, and what would bring it: a line each. */
  skipped: readonly string[]
  measures: readonly string[]
  /** Other systems that are here. */
  others: readonly Other[]
  runs: number
  extent: Extent
}

export function settingsOf(env: NodeJS.ProcessEnv): Settings {
  const wanted = env.ENGINE ? [env.ENGINE as Matrix] : USUAL
  const known = Object.keys(rows)
  const measures = env.ONLY ? env.ONLY.split(',') : known
  const isQuick = isOn(env.QUICK)
  const runs = Number(env.RUNS || (isQuick ? 1 : RUNS))
  const extent = isQuick ? QUICK_EXTENT : USUAL_EXTENT
  for (const matrix of wanted)
    if (!ALL.includes(matrix)) throw new Error(`ENGINE=${matrix} is none of: ${ALL.join(', ')}`)
  for (const name of measures)
    if (!known.includes(name)) throw new Error(`ONLY=${name} is none of: ${known.join(', ')}`)
  if (!Number.isInteger(runs) || runs < 1) throw new Error(`RUNS=${env.RUNS} is no number of repetitions`)
  const wantedOthers = env.OTHERS ? others.filter(({ name }) => env.OTHERS?.split(',').includes(name)) : others
  const missing = wantedOthers.filter(({ needs }) => !needs.available)
  const absent = wanted.filter(matrix => !isAvailable(matrix))
  return {
    matrices: wanted.filter(isAvailable),
    skipped: [
      ...absent.map(matrix => `${matrix}: not measured; it needs ${engines.pipy.enabledBy}`),
      ...missing.map(({ name, needs }) => `${name}: not measured; it needs ${needs.enabledBy}`),
    ],
    others: wantedOthers.filter(({ needs }) => needs.available),
    measures,
    runs,
    extent: isOn(env.FULL) ? { ...extent, slowMs: FULL_MS } : extent,
  }
}

const isOn = (value: string | undefined): boolean => Boolean(value) && value !== '0'
