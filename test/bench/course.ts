/**
 * The course of a benchmark: every subject in turn, again and again, measure after measure.
 *
 * Owns the results while they come in. Subjects take turns within a repetition, so that what disturbs the machine disturbs
 * all of them. A measure that fails at a subject is noted and not tried again there.
 */
import {
  connections,
  http,
  idleMemory,
  latency,
  type Numbers,
  slowReader,
  throughput,
  type Writer,
} from './measures.ts'
import { recovery } from './recovery.ts'
import type { Extent, Settings } from './settings.ts'
import type { Subject } from './subjects.ts'

export interface Results {
  /** Values of all repetitions, by subject and key. */
  values: Record<string, Record<string, number[]>>
  /** What failed, a line each. */
  failures: string[]
}

interface Measure {
  name: string
  /** Memory is measured once: it takes long, and first: use leaves its traces. */
  runs: number
  measure(subject: Subject): Promise<Numbers>
}

function measuresOf({ measures, runs, extent }: Settings, writer: Writer): Measure[] {
  const slow = (subject: Subject) => slowReader(subject, { writer, ...extent })
  const to = (measure: (subject: Subject, extent: Extent) => Promise<Numbers>) => (subject: Subject) =>
    measure(subject, extent)
  const all: (Measure & { topic: string })[] = [
    { topic: 'memory', name: 'idle memory', runs: 1, measure: idleMemory },
    { topic: 'memory', name: 'slow reader', runs: 1, measure: slow },
    { topic: 'throughput', name: 'throughput', runs, measure: to(throughput) },
    { topic: 'latency', name: 'latency', runs, measure: to(latency) },
    { topic: 'connections', name: 'connections', runs, measure: to(connections) },
    { topic: 'http', name: 'HTTP', runs, measure: to(http) },
    // Last: it leaves other processes behind.
    { topic: 'recovery', name: 'recovery', runs, measure: recovery },
  ]
  return all.filter(({ topic }) => measures.includes(topic))
}

export interface CourseOptions {
  settings: Settings
  /** Faces the slow readers. */
  writer: Writer
  /** Called before each measurement. */
  progress: (line: string) => void
}

export async function measureAll(subjects: readonly Subject[], options: CourseOptions): Promise<Results> {
  const results: Results = { values: Object.fromEntries(subjects.map(({ name }) => [name, {}])), failures: [] }
  for (const measure of measuresOf(options.settings, options.writer)) {
    const failed = new Set<Subject>()
    for (let run = 1; run <= measure.runs; run++) {
      for (const subject of subjects) {
        if (failed.has(subject)) continue
        options.progress(`${measure.name} ${run}/${measure.runs}: ${subject.name}`)
        if (!(await measureOne(subject, measure, results))) failed.add(subject)
      }
    }
  }
  return results
}

async function measureOne(
  subject: Subject,
  { name, measure }: Measure,
  { values, failures }: Results,
): Promise<boolean> {
  const known = values[subject.name] ?? {}
  try {
    for (const [key, value] of Object.entries(await measure(subject))) known[key] = [...(known[key] ?? []), value]
    return true
  } catch (error) {
    failures.push(`${name} of ${subject.name}: ${error instanceof Error ? error.message : error}`)
    return false
  }
}
