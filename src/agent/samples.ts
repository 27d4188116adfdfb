/**
 * The samples of one mesh: rates of traffic, round trips to its hubs, an hour of them.
 *
 * Pure but for the samples that it is handed and adds to. Takes none by itself: stats.ts does.
 */
import type { Stats } from '../api/stats.ts'
import type { HubLink } from '../api/types.ts'

/** Samples that are kept. */
export const mostSamples = 720

/** Bytes that left the computer, and that came. */
export interface Carried {
  sent: number
  received: number
}

/** The same by the id of the endpoint at the other end; '' where none was found. */
export type CarriedBy = Map<string, Carried>

export interface Samples {
  stats: Stats
  /** What was carried when the newest was taken. */
  carried: CarriedBy
}

/** What one sample is made of. */
export interface Look {
  time: number
  /** Since the sample before. */
  seconds: number
  /** Since the agent started. */
  carried: CarriedBy
  links: HubLink[]
}

export function startSamples(carried: CarriedBy): Samples {
  return { stats: emptyStats(), carried }
}

/** Adds a sample; of too many the oldest goes. */
export function addSample(samples: Samples, { time, seconds, carried, links }: Look): void {
  // The clock was set back: what was taken by another one cannot stand beside this.
  if (time <= (samples.stats.times[samples.stats.times.length - 1] ?? 0)) samples.stats = emptyStats()
  const { stats } = samples
  for (const { address } of links) {
    if (stats.hubs.some(hub => hub.address === address)) continue
    stats.hubs.push({ address, roundTrips: stats.times.map(() => null) })
  }
  stats.times.push(time)
  const rates = ratesOf(samples.carried, carried, seconds)
  stats.sent.push(rates.reduce((sum, { sent }) => sum + sent, 0))
  stats.received.push(rates.reduce((sum, { received }) => sum + received, 0))
  stats.endpoints = rates.filter(({ id }) => id !== '')
  samples.carried = carried
  for (const hub of stats.hubs) {
    hub.roundTrips.push(links.find(({ address }) => address === hub.address)?.roundTrip ?? null)
  }
  if (stats.times.length <= mostSamples) return
  for (const list of [stats.times, stats.sent, stats.received, ...stats.hubs.map(hub => hub.roundTrips)]) list.shift()
  // A hub that was not there for an hour is forgotten.
  stats.hubs = stats.hubs.filter(({ roundTrips }) => roundTrips.some(value => value !== null))
}

/** Of those with whom something was exchanged. */
function ratesOf(before: CarriedBy, now: CarriedBy, seconds: number): Stats['endpoints'] {
  const rates: Stats['endpoints'] = []
  for (const [id, { sent, received }] of now) {
    const old = before.get(id) ?? nothing
    if (sent === old.sent && received === old.received) continue
    rates.push({ id, sent: (sent - old.sent) / seconds, received: (received - old.received) / seconds })
  }
  return rates
}

const nothing: Carried = { sent: 0, received: 0 }

function emptyStats(): Stats {
  return { times: [], sent: [], received: [], hubs: [], endpoints: [] }
}
