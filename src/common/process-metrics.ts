/**
 * What Prometheus expects of every process, under its usual names: version, start, memory, CPU time, open files, log records.
 *
 * Owns nothing: reads /proc, where there is one. On other systems those three are left out.
 */
import { engineName } from './engine.ts'
import { levels } from './log.ts'
import type { RoleLog } from './log-output.ts'
import type { Metrics, Sample } from './metrics.ts'
import { version } from './version.ts'

/** Of /proc/self/stat: Linux gives times in hundredths of a second to programs, whatever the kernel's own tick. */
const ticksPerSecond = 100

/** Of /proc/self/statm, on every CPU but some of 64 bits with large pages; those are off by their factor. */
const pageBytes = 4096

/** Where the fields of /proc/self/stat are, counted behind the name in parentheses (proc(5): utime is the 14th of all). */
const fields = { utime: 11, stime: 12 }

export function addProcessMetrics(metrics: Metrics, role: string, counts: RoleLog['counts']): void {
  metrics.gauge(
    'ztm_build_info',
    { help: 'Version and engine; always 1.', labels: ['role', 'version', 'engine'] },
    () => [{ labels: [role, version, engineName()], value: 1 }],
  )
  metrics.counted('ztm_log_records_total', { help: 'Records written to the log.', labels: ['level'] }, () => {
    const written = counts()
    return levels.map(level => ({ labels: [level], value: written[level] }))
  })
  const started = { help: 'When the process began, in seconds since 1970.' }
  metrics.gauge('process_start_time_seconds', started, () => [{ value: pipy.since / 1000 }])
  if (os.platform !== 'linux') return
  const memory = { help: 'Physical memory in use, in bytes.' }
  metrics.gauge('process_resident_memory_bytes', memory, () => one(numberIn('/proc/self/statm', 1), pageBytes))
  const cpu = { help: 'CPU time used, in seconds.' }
  metrics.counted('process_cpu_seconds_total', cpu, () => one(ticks(), 1 / ticksPerSecond))
  const files = { help: 'Open files and sockets.' }
  metrics.gauge('process_open_fds', files, () => [{ value: os.list('/proc/self/fd').length }])
}

/** The value in its unit, or no sample when it is not known. */
function one(value: number | undefined, unit: number): Sample[] {
  return value === undefined ? [] : [{ value: value * unit }]
}

function wordsIn(path: string): string[] {
  try {
    return (os.read(path).toString() ?? '').trim().split(' ')
  } catch {
    return []
  }
}

function numberIn(path: string, index: number): number | undefined {
  const word = wordsIn(path)[index]
  return word === undefined ? undefined : Number(word)
}

/** User and system time together. */
function ticks(): number | undefined {
  const words = wordsIn('/proc/self/stat')
  const name = words.findIndex(word => word.endsWith(')'))
  const [user, system] = [words[name + 1 + fields.utime], words[name + 1 + fields.stime]]
  return name < 0 || user === undefined || system === undefined ? undefined : Number(user) + Number(system)
}
