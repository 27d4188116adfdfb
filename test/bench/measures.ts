/**
 * What is measured of a subject, one function a measure; each gives numbers by the keys of the table's rows.
 *
 * Owns nothing. Times are milliseconds, sizes megabytes, rates per second.
 */
import { iperf3, pathOf, wrk } from '../harness/clients.ts'
import { pull, push } from '../harness/load.ts'
import { groupMemory, settled, watchPeak } from '../harness/memory.ts'
import { run } from '../harness/process.ts'
import { createScope } from '../harness/scope.ts'
import { dial, readSlowly } from '../harness/tcp.ts'
import { newConnection, quantile, roundTrips } from '../harness/timing.ts'
import { waitFor } from '../harness/wait.ts'
import { cpuSeconds } from './cpu.ts'
import type { Extent } from './settings.ts'
import { PLACES, portTo, type Subject } from './subjects.ts'

export type Numbers = Record<string, number>

const MEGABYTE = 2 ** 20

const MANY_STREAMS = 8
const IPERF_ATTEMPTS = 3

/** Clients that connect at the same time, each again when it is done. */
const CONNECTORS = 16

/** Round trips until it is looked whether the transfer beside them goes on. */
const BESIDE_AT_ONCE = 20

/** Connections of wrk. */
const HTTP_CLIENTS = [32, 256]

/** wrk's units. */
const MILLISECONDS: Readonly<Record<string, number>> = { us: 1e-3, ms: 1, s: 1000 }

/** A reader at this rate is the slow one. */
const SLOW_BYTES_PER_SECOND = MEGABYTE

/** A subject that carries the whole rest in vain takes a while. */
const LEFT_MS = 120_000

/** A size that has not moved by more than a page or two for so long is idle. */
const IDLE = { step: MEGABYTE, during: 1000, deadline: 20_000 }

/** One TCP stream, eight of them, and one the other way; CPU time of the first. */
export async function throughput(subject: Subject, { throughputMs: ms }: Extent): Promise<Numbers> {
  const groups = Object.values(subject.groups ?? {})
  const before = cpuSeconds(groups)
  const begin = performance.now()
  const one = await speed(subject, { ms })
  // The warm-up costs CPU time too, so it is held against all the time that data moved.
  const gigabytes = (one * (performance.now() - begin)) / 1000 / 1024
  const cpu = (cpuSeconds(groups) - before) / gigabytes
  const many = await speed(subject, { ms, streams: MANY_STREAMS })
  const back = await speed(subject, { ms, back: true })
  return { one, many, back, ...(subject.groups ? { cpu } : {}) }
}

interface Speed {
  ms: number
  streams?: number
  /** From B to A. */
  back?: boolean
}

/** MB/s that arrive. */
async function speed(subject: Subject, { ms, streams = 1, back = false }: Speed): Promise<number> {
  if (!subject.ports.iperf) {
    return back ? pull(portTo(subject, 'source'), { ms, streams }) : push(portTo(subject, 'sink'), { ms, streams })
  }
  const where = ['-c', '127.0.0.1', '-p', String(portTo(subject, 'iperf'))]
  const how = ['-t', String(Math.ceil(ms / 1000)), '-P', String(streams), ...(back ? ['-R'] : []), '-J']
  return iperfSpeed([pathOf(iperf3, 'iperf3'), ...where, ...how])
}

/** iperf3 3.12 gives up its report when that comes in two pieces, which a relay may do: then once more. */
async function iperfSpeed(argv: readonly string[]): Promise<number> {
  for (let attempt = 1; ; attempt++) {
    const { code, stdout, stderr } = await run({ argv })
    const [, bits] = /"sum_received":\s*{[^}]*"bits_per_second":\s*([\d.e+]+)/.exec(stdout) ?? []
    if (code === 0 && bits) return Number(bits) / 8 / MEGABYTE
    if (attempt === IPERF_ATTEMPTS) throw new Error(`iperf3 ended with ${code}: ${stdout.slice(-500)}${stderr}`)
  }
}

/** A small request on an open connection, also beside a bulk transfer, and on a new one. */
export async function latency(subject: Subject, extent: Extent): Promise<Numbers> {
  const port = portTo(subject, 'echo')
  const open = await roundTrips(port, extent.roundTrips)
  const beside = await roundTripsBeside(subject, port, extent.throughputMs)
  const fresh: number[] = []
  for (let i = 0; i < extent.newConnections; i++) fresh.push(await newConnection(port))
  return {
    open50: quantile(open, 0.5),
    open99: quantile(open, 0.99),
    beside99: quantile(beside, 0.99),
    new50: quantile(fresh, 0.5),
    new99: quantile(fresh, 0.99),
  }
}

/** Round trips at one at a time while another connection carries as much as it can. */
async function roundTripsBeside(subject: Subject, port: number, ms: number): Promise<number[]> {
  let isOver = false
  const bulk = speed(subject, { ms }).finally(() => {
    isOver = true
  })
  const times: number[] = []
  while (!isOver) times.push(...(await roundTrips(port, BESIDE_AT_ONCE)))
  await bulk
  return times
}

/** How many connections can be made, used once and ended. */
export async function connections(subject: Subject, { connectingMs }: Extent): Promise<Numbers> {
  const port = portTo(subject, 'echo')
  const begin = performance.now()
  let made = 0
  const connector = async () => {
    while (performance.now() - begin < connectingMs) {
      await newConnection(port)
      made++
    }
  }
  await Promise.all(Array.from({ length: CONNECTORS }, connector))
  return { connections: made / ((performance.now() - begin) / 1000) }
}

/** Small answers over connections that stay open: how many, and how long the slow ones take. */
export async function http(subject: Subject, { httpMs }: Extent): Promise<Numbers> {
  if (!wrk.available) return {}
  const numbers: Numbers = {}
  for (const clients of HTTP_CLIENTS) {
    const url = `http://127.0.0.1:${portTo(subject, 'http')}/`
    const how = ['-t1', `-c${clients}`, `-d${Math.ceil(httpMs / 1000)}s`, '--latency', '--timeout', '10s']
    const { code, stdout, stderr } = await run({ argv: [pathOf(wrk, 'wrk'), ...how, url] })
    const [, rate] = /^Requests\/sec:\s*([\d.]+)/m.exec(stdout) ?? []
    const [, p99, unit = ''] = /^\s*99%\s+([\d.]+)(us|ms|s)/m.exec(stdout) ?? []
    if (code !== 0 || !rate) throw new Error(`wrk ended with ${code}: ${stdout}${stderr}`)
    numbers[`http${clients}`] = Number(rate)
    numbers[`http${clients}p99`] = Number(p99) * (MILLISECONDS[unit] ?? Number.NaN)
  }
  return numbers
}

/** What each process holds when nothing moves. */
export async function idleMemory({ groups }: Subject): Promise<Numbers> {
  const numbers: Numbers = {}
  for (const place of PLACES) {
    const group = groups?.[place]
    if (group) numbers[`idle ${place}`] = (await settled(() => groupMemory(group), IDLE)) / MEGABYTE
  }
  return numbers
}

export interface Writer {
  /** Bytes that it has handed to its sockets, over all connections. */
  written(): number
  /** Connections that are open now. */
  connections(): number
}

/** What each process holds at most while a slow reader faces a fast writer for a time, or until all is read. */
export async function slowReader(
  subject: Subject,
  { writer, slowMs: ms }: { writer: Writer } & Extent,
): Promise<Numbers> {
  const scope = createScope()
  const { groups } = subject
  const peaks = PLACES.map(place => groups?.[place]).map(group => (group ? watchPeak(() => groupMemory(group)) : null))
  const start = writer.written()
  const client = await dial(scope, portTo(subject, 'slow'))
  const begin = performance.now()
  const reader = readSlowly(client.socket, SLOW_BYTES_PER_SECOND)
  const over = new Promise<void>(resolve => setTimeout(resolve, ms))
  const ended = client.ended.then(() => undefined)
  await Promise.race([over, ended])
  const seconds = (performance.now() - begin) / 1000
  const received = reader.received()
  const ahead = writer.written() - start - received
  const numbers: Numbers = { 'slow rate': received / MEGABYTE / seconds, 'slow ahead': ahead / MEGABYTE }
  PLACES.forEach((place, index) => {
    const peak = peaks[index]?.stop()
    if (peak) numbers[`peak ${place}`] = peak / MEGABYTE
  })
  const before = writer.written()
  await scope.close()
  await waitFor(() => writer.connections() === 0, {
    what: 'the writer to learn that its reader left',
    deadline: LEFT_MS,
  })
  return { ...numbers, 'slow vain': (writer.written() - before) / MEGABYTE }
}
