/**
 * What comes out of a benchmark: the table on stdout and everything in dist/bench.json.
 *
 * Owns that file.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { cpus, loadavg, release, type } from 'node:os'
import { dist } from '../harness/engines.ts'
import { median } from '../harness/timing.ts'
import type { Results } from './course.ts'
import type { Numbers } from './measures.ts'
import type { Settings } from './settings.ts'
import { type Column, formatTable, rows } from './table.ts'

export interface Circumstances {
  /** Who sends and receives. */
  sender: string
  seconds: number
}

function columnsOf({ values }: Results): Column[] {
  return Object.entries(values).map(([name, lists]) => {
    const numbers: Numbers = {}
    for (const [key, list] of Object.entries(lists)) numbers[key] = median(list)
    return { name, numbers }
  })
}

export function sayReport(results: Results, settings: Settings, { sender, seconds }: Circumstances): void {
  for (const line of formatTable(columnsOf(results))) console.log(line)
  const times = settings.runs === 1 ? 'One run' : `Medians of ${settings.runs} runs (memory: one)`
  console.log(`\n${times} in ${seconds.toFixed(0)} s on ${machine()}. In brackets: ratio to the yardstick,`)
  console.log('a relay of three processes written by hand with node:http2 and node:tls (test/bench/yardstick).')
  console.log(`Throughput is measured by ${sender}; A -> hub -> B, all on loopback; MB and GB by 1024.`)
  for (const line of settings.skipped) console.log(`skipped  ${line}`)
}

export function writeReport(results: Results, settings: Settings, circumstances: Circumstances): string {
  const path = dist('bench.json')
  const report = {
    when: new Date().toISOString(),
    machine: machine(),
    load: loadavg(),
    node: process.version,
    ...circumstances,
    runs: settings.runs,
    skipped: settings.skipped,
    failures: results.failures,
    units: Object.fromEntries(Object.values(rows).flatMap(group => group.map(({ key, unit }) => [key, unit]))),
    medians: Object.fromEntries(columnsOf(results).map(({ name, numbers }) => [name, numbers])),
    values: results.values,
  }
  mkdirSync(dist(''), { recursive: true })
  writeFileSync(path, `${JSON.stringify(report, null, 2)}\n`)
  return path
}

function machine(): string {
  const [first] = cpus()
  return `${cpus().length} x ${first?.model.trim() || 'CPU'}, ${type()} ${release()}`
}
