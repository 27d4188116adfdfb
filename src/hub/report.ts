/**
 * Parses what an endpoint says of itself: the border between a member's data and the directory.
 *
 * Pure. Throws bad-request naming the field.
 */
import type { EndpointReport, Protocol, PublishedService } from '../api/types.ts'
import { fault } from '../common/errors.ts'
import { checkName } from '../common/names.ts'
import { parseTexts } from '../common/parse.ts'

/** Services of one endpoint at most: keeps a report under the size of a request. */
const maxServices = 1000

/** Addresses of an endpoint at most, and the longest of them. */
const addressLimits: [number, number] = [8, 300]

/** A report as it came from an endpoint, checked. */
export function parseReport(value: unknown): EndpointReport {
  const source = recordOf(value, 'the report')
  const list = source.services
  if (!(list instanceof Array)) throw fault('bad-request', 'services is not a list')
  if (list.length > maxServices) throw fault('too-large', `more than ${maxServices} services`)
  const report: EndpointReport = {
    name: checkName(source.name, 'name'),
    version: textOf(source.version, 'version'),
    services: list.map((item: unknown) => parseService(item)),
  }
  if (source.addresses !== undefined) report.addresses = parseTexts(source.addresses, 'addresses', addressLimits)
  return report
}

function parseService(value: unknown): PublishedService {
  const source = recordOf(value, 'a service')
  return { protocol: parseProtocol(source.protocol), name: checkName(source.name, 'service name') }
}

/** `tcp` or `udp`. */
export function parseProtocol(value: unknown): Protocol {
  if (value === 'tcp' || value === 'udp') return value
  throw fault('bad-request', 'protocol is neither tcp nor udp')
}

function recordOf(value: unknown, what: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null) throw fault('bad-request', `${what} is not an object`)
  return value as Record<string, unknown>
}

function textOf(value: unknown, what: string): string {
  if (typeof value !== 'string' || value.length > 100) throw fault('bad-request', `${what} is not a short text`)
  return value
}
