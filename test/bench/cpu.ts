/**
 * How much time processes spend on the CPU: user and system, as the kernel counts it.
 *
 * Owns nothing. A group is a launcher and its engine.
 */
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'

/** Linux counts in ticks, a hundredth of a second on every machine that matters (sysconf _SC_CLK_TCK). */
const TICKS = 100

/** Fields of /proc/PID/stat behind the command name in brackets. */
const PGRP = 2
const USER = 11
const SYSTEM = 12

function fromProc(groups: ReadonlySet<number>): number {
  let ticks = 0
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8')
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      if (groups.has(Number(fields[PGRP]))) ticks += Number(fields[USER]) + Number(fields[SYSTEM])
    } catch {
      // Ended between the listing and the reading.
    }
  }
  return ticks / TICKS
}

/** `1:02.33` or `1-02:03:04` as seconds. */
function parseTime(text: string): number {
  const [rest = '', days = '0'] = text.split('-').reverse()
  return rest.split(':').reduce((sum, part) => sum * 60 + Number(part), Number(days) * 24)
}

function fromPs(groups: ReadonlySet<number>): number {
  const { stdout } = spawnSync('ps', ['-A', '-o', 'pgid=,time='], { encoding: 'utf8' })
  const rows = stdout.split('\n').map(line => line.trim().split(/\s+/))
  return rows.reduce((sum, [pgid, time = '0']) => (groups.has(Number(pgid)) ? sum + parseTime(time) : sum), 0)
}

/** Seconds that the living processes of these groups have had together. */
export function cpuSeconds(groups: readonly number[]): number {
  const set = new Set(groups)
  return process.platform === 'linux' ? fromProc(set) : fromPs(set)
}
