/**
 * What a CA tells a monitor, in a process of its own and inside a hub: how many it certified, and how long its root is good.
 *
 * Owns nothing: asks the records at a scrape.
 */
import type { Metrics } from '../common/metrics.ts'
import { notAfterOf } from '../common/pki/renewal.ts'
import type { Records } from './records.ts'

export function addCAMetrics(metrics: Metrics, records: Records): void {
  const endpoints = { help: 'Endpoints that are members of the mesh, online or not.' }
  metrics.gauge('ztm_ca_endpoints', endpoints, () => [{ value: records.countEndpoints() }])
  const hubs = { help: 'Hubs that were certified.' }
  metrics.gauge('ztm_ca_hubs', hubs, () => [{ value: records.listHubs().length }])
  const expiry = { help: "When the mesh's root certificate ends, in seconds since 1970." }
  metrics.gauge('ztm_ca_certificate_expiry_timestamp_seconds', expiry, () => {
    const roots = records.listRoots()
    const newest = roots[roots.length - 1]
    return newest ? [{ value: notAfterOf(newest.certificate) / 1000 }] : []
  })
}
