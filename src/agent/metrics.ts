/**
 * What an agent tells a monitor of itself: its meshes, links, streams; never whom it talks to.
 *
 * Owns the counters of its memberships, which count as they work; the rest is asked of them at a scrape.
 */
import type { Metrics, Sample } from '../common/metrics.ts'
import type { Check } from '../common/telemetry.ts'
import type { MeshRecord } from './activity-store.ts'
import type { Membership } from './membership.ts'

/** What counts as it happens. */
export interface AgentCounters {
  began: (record: MeshRecord) => void
  /** With its outcome. */
  ended: (record: MeshRecord) => void
  /** A session to another endpoint came up. */
  session: (mesh: string, path: string) => void
}

export function createAgentCounters(metrics: Metrics): AgentCounters {
  const counter = (name: string, help: string, labels: string[]) => metrics.counter(name, { help, labels })
  const began = counter('ztm_agent_streams_total', 'Streams that began, with those refused.', ['mesh', 'side'])
  const outcomes = ['mesh', 'side', 'outcome']
  const ended = counter('ztm_agent_streams_ended_total', 'Streams that ended, or were refused, by outcome.', outcomes)
  const directions = ['mesh', 'side', 'direction']
  const bytes = counter('ztm_agent_stream_bytes_total', 'Bytes of streams that have ended.', directions)
  const sessions = counter('ztm_agent_sessions_total', 'Sessions to other endpoints that came up.', ['mesh', 'path'])
  return {
    began: ({ mesh, side }) => began.add([mesh, side]),
    ended: ({ mesh, side, outcome, sent, received }) => {
      ended.add([mesh, side, outcome])
      bytes.add([mesh, side, 'sent'], sent)
      bytes.add([mesh, side, 'received'], received)
    },
    session: (mesh, path) => sessions.add([mesh, path]),
  }
}

/** What is asked at a scrape. */
export function addAgentGauges(metrics: Metrics, list: () => Membership[], open: () => MeshRecord[]): void {
  const each = (read: (membership: Membership) => number) => () =>
    list().map(membership => ({ labels: [membership.name], value: read(membership) }))
  const gauge = (name: string, help: string, read: (membership: Membership) => number) =>
    metrics.gauge(name, { help, labels: ['mesh'] }, each(read))
  gauge('ztm_agent_mesh_connected', '1 if a hub of the mesh is connected.', m => flag(m.links().some(l => l.isUp())))
  gauge('ztm_agent_services', 'Services that this endpoint publishes.', membership => membership.services().length)
  const expiry = "When this endpoint's certificate ends, in seconds since 1970."
  gauge('ztm_agent_certificate_expiry_timestamp_seconds', expiry, m => m.describe().certificate.notAfter / 1000)
  metrics.gauge('ztm_agent_ports', { help: 'Ports of this endpoint, by state.', labels: ['mesh', 'state'] }, () =>
    list().flatMap(portsOf),
  )
  metrics.gauge('ztm_agent_streams_open', { help: 'Streams that are open.', labels: ['mesh', 'side'] }, () => {
    const records = open()
    return list().flatMap(membership => openOf(membership.name, records))
  })
  const linked = { help: '1 if the link to this hub is up.', labels: ['mesh', 'hub'] }
  metrics.gauge('ztm_agent_hub_connected', linked, () => list().flatMap(linksOf))
  const roundTrip = { help: 'Round trip of the last ping to this hub, in seconds.', labels: ['mesh', 'hub'] }
  metrics.gauge('ztm_agent_hub_round_trip_seconds', roundTrip, () => list().flatMap(roundTripsOf))
}

function openOf(mesh: string, records: MeshRecord[]): Sample[] {
  const sides = ['entry', 'serving']
  const countOf = (side: string) => records.filter(record => record.mesh === mesh && record.side === side).length
  return sides.map(side => ({ labels: [mesh, side], value: countOf(side) }))
}

const flag = (isSet: boolean): number => (isSet ? 1 : 0)

function portsOf({ name, ports }: Membership): Sample[] {
  const states = ['open', 'failed'] as const
  return states.map(state => ({ labels: [name, state], value: ports().filter(port => port.state === state).length }))
}

function linksOf({ name, links }: Membership): Sample[] {
  return links().map(link => ({ labels: [name, link.address], value: flag(link.isUp()) }))
}

function roundTripsOf({ name, links }: Membership): Sample[] {
  const samples: Sample[] = []
  for (const link of links()) {
    const { roundTrip } = link.status()
    if (roundTrip !== undefined) samples.push({ labels: [name, link.address], value: roundTrip / 1000 })
  }
  return samples
}

/** An agent serves when each of its meshes is connected; in no mesh it has nothing to wait for. */
export function agentChecks(memberships: Membership[]): Check[] {
  return memberships.map(membership => {
    const { name, state } = membership.describe()
    return state === 'connected' ? { name: `mesh ${name}` } : { name: `mesh ${name}`, problem: state }
  })
}
