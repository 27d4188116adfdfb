/**
 * How much memory processes hold: the resident set, as the kernel counts it.
 *
 * Owns nothing. A launcher and its engine are one process group; the engine is the larger one by far.
 */
import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { waitFor } from './wait.ts'

/** Linux counts resident memory in pages of this many bytes on the machines that we test on. */
const PAGE_BYTES = 4096

/** Fields of /proc/PID/stat, counted behind the command name in brackets, which may hold spaces. */
const PGRP = 2
const RSS = 21

function fromProc(group: number): number[] {
  const sizes: number[] = []
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue
    try {
      const stat = readFileSync(`/proc/${name}/stat`, 'utf8')
      const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
      if (Number(fields[PGRP]) === group) sizes.push(Number(fields[RSS]) * PAGE_BYTES)
    } catch {
      // Ended between the listing and the reading.
    }
  }
  return sizes
}

function fromPs(group: number): number[] {
  const { stdout } = spawnSync('ps', ['-A', '-o', 'pgid=,rss='], { encoding: 'utf8' })
  const rows = stdout.split('\n').map(line => line.trim().split(/\s+/).map(Number))
  return rows.filter(([pgid]) => pgid === group).map(([, kilobytes = 0]) => kilobytes * 1024)
}

/** Bytes of physical memory of the largest process in a group. Throws if the group is gone. */
export function groupMemory(group: number): number {
  const sizes = process.platform === 'linux' ? fromProc(group) : fromPs(group)
  if (sizes.length === 0) throw new Error(`no process in group ${group}`)
  return Math.max(...sizes)
}

export interface Peak {
  /** The largest that was seen so far. */
  bytes(): number
  stop(): number
}

/** Between two looks: short against the time in which a buffer fills up, cheap against the CPU. */
const LOOK_EVERY_MS = 100

/** Follows a size that moves, until stopped. */
export function watchPeak(measure: () => number): Peak {
  let peak = measure()
  const look = () => {
    try {
      peak = Math.max(peak, measure())
    } catch {
      // The process is gone; what it had is what it had.
    }
  }
  const timer = setInterval(look, LOOK_EVERY_MS)
  return {
    bytes: () => peak,
    stop() {
      clearInterval(timer)
      look()
      return peak
    },
  }
}

/** Waits until a size that grows has come to rest: no more than `step` more in `during` milliseconds. Gives it. */
export async function settled(measure: () => number, { step, during, deadline }: Rest): Promise<number> {
  let before = measure()
  let since = performance.now()
  await waitFor(
    () => {
      const now = measure()
      if (Math.abs(now - before) > step) {
        before = now
        since = performance.now()
      }
      return performance.now() - since >= during
    },
    { what: 'a size to come to rest', deadline },
  )
  return measure()
}

interface Rest {
  step: number
  during: number
  deadline?: number
}
