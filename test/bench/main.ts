/**
 * `make bench`: what a mesh costs on each engine, beside plain loopback, a hand-written relay (the yardstick), and other
 * systems that do such a thing.
 *
 *   ENGINE=node|pipy|mixed      only this one                       RUNS=5   repetitions, of which the median counts
 *   ONLY=throughput,latency,…   also connections, http, memory, recovery    FULL=1   the slow reader reads its whole GB
 *   QUICK=1                     the whole table in three minutes    OTHERS=haproxy,none   these other systems only
 *
 * Owns the start and the exit status: 1 if a measurement failed, 2 if the environment makes no sense. The table goes to
 * stdout, progress to stderr, everything to dist/bench.json.
 */
import { buildIfNeeded } from '../harness/build.ts'
import { iperf3 } from '../harness/clients.ts'
import { layoutsOf } from '../harness/engines.ts'
import { startLoadServer } from '../harness/load.ts'
import { createScope, type Scope } from '../harness/scope.ts'
import { startIperf } from '../harness/servers.ts'
import { type Server, startSource } from '../harness/tcp.ts'
import { measureAll } from './course.ts'
import type { Writer } from './measures.ts'
import { sayReport, writeReport } from './report.ts'
import { type Settings, settingsOf } from './settings.ts'
import { meshes, plainLoopback, type Subject, type Targets, yardstick } from './subjects.ts'

/** More than any benchmark takes, the full one as well. */
const LIMIT_MS = 3 * 3600_000

/** What the slow reader is offered. */
const SLOW_BYTES = 2 ** 30

/** A source that nobody measures to its end. */
const ENDLESS_BYTES = 2 ** 50

const progress = (line: string): void => console.error(`  ${line}`)

async function startTargets(scope: Scope): Promise<{ targets: Targets; writer: Writer }> {
  const { echo, source, sink, http } = await startLoadServer(scope, { bytes: ENDLESS_BYTES, limit: LIMIT_MS })
  const slow: Server & Writer = await startSource(scope, SLOW_BYTES)
  const iperf: Targets = iperf3.available ? { iperf: await startIperf(scope) } : {}
  return { targets: { echo, source, sink, http, slow: slow.port, ...iperf }, writer: slow }
}

async function startSubjects(scope: Scope, targets: Targets, settings: Settings): Promise<Subject[]> {
  const subjects = [plainLoopback(targets)]
  progress('starting the yardstick')
  subjects.push(await yardstick(scope, { targets, limit: LIMIT_MS }))
  for (const { name, start } of settings.others) {
    progress(`starting ${name}`)
    subjects.push({ name, ...(await start(scope, targets, LIMIT_MS)) })
  }
  for (const matrix of settings.matrices) {
    progress(`starting a mesh on ${matrix}`)
    subjects.push(...(await meshes(scope, matrix, { targets, layout: layoutsOf(matrix)[0], limit: LIMIT_MS })))
  }
  return subjects
}

async function run(scope: Scope, settings: Settings): Promise<number> {
  const begin = performance.now()
  if (buildIfNeeded()) progress('built dist/')
  const { targets, writer } = await startTargets(scope)
  const subjects = await startSubjects(scope, targets, settings)
  const results = await measureAll(subjects, { settings, writer, progress })
  const sender = iperf3.available ? 'iperf3' : `our own sender and receiver (with ${iperf3.enabledBy}: by iperf3)`
  const circumstances = { sender, seconds: (performance.now() - begin) / 1000 }
  sayReport(results, settings, circumstances)
  console.log(`All values are in ${writeReport(results, settings, circumstances)}`)
  for (const failure of results.failures) console.error(`error: ${failure}`)
  return results.failures.length > 0 ? 1 : 0
}

/** Runs in a scope that is closed in whatever way it ends, also by Ctrl-C. */
async function main(settings: Settings): Promise<number> {
  const scope = createScope()
  const interrupted = new Promise<number>(resolve => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => resolve(130))
  })
  try {
    return await Promise.race([interrupted, run(scope, settings)])
  } catch (error) {
    console.error(`error: ${error instanceof Error ? error.message : error}`)
    return 1
  } finally {
    await scope.close()
  }
}

function readSettings(): Settings {
  try {
    return settingsOf(process.env)
  } catch (error) {
    console.error(
      `error: ${error instanceof Error ? error.message : error}\nhint: test/bench/main.ts says what there is`,
    )
    process.exit(2)
  }
}

process.exit(await main(readSettings()))
