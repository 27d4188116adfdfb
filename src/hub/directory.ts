/**
 * Who is online and what they publish: the hub's only state, in memory, keyed by endpoint id.
 *
 * An entry exists only while the endpoint's serving link does. Owns the entries; does not know connections beyond the
 * opaque `link` that it keeps for the relay, and checks no certificates.
 */
import type { Endpoint, EndpointReport, Page, Protocol, ServiceProvider } from '../api/types.ts'
import { fault } from '../common/errors.ts'

/** How an endpoint's serving link is identified and reached. */
export interface ServingLink<Link> {
  id: string
  user: string
  address: string
  link: Link
}

export interface Directory<Link> {
  /** Enters an endpoint; returns the link that it replaces, if it had one. */
  enter: (serving: ServingLink<Link>, report: EndpointReport, now: number) => Link | undefined
  /** Replaces what an endpoint says of itself. Throws endpoint-offline when it has no entry. */
  update: (id: string, report: EndpointReport) => void
  /** Removes the entry, if it is still that link's. True if it was. */
  leave: (id: string, link: Link) => boolean
  links: () => Link[]
  findLink: (id: string) => Link | undefined
  /** Throws endpoint-offline. */
  getLink: (id: string) => Link
  /** By id, else by name. Throws endpoint-not-found. */
  getEndpoint: (idOrName: string) => Endpoint
  /** Everybody, as the lists of directory-lists.ts want them. */
  endpoints: () => Endpoint[]
  providers: () => ServiceProvider[]
  /** Another text after every change of what the directory says, also after a restart. */
  mark: () => string
  /** Throws no-such-service when nobody publishes it. */
  getProviders: (protocol: string, name: string) => Page<ServiceProvider>
  size: () => number
}

interface Entry<Link> {
  serving: ServingLink<Link>
  report: EndpointReport
  since: number
}

/** `life` tells this process's directory from any other. */
export function createDirectory<Link>(life: string): Directory<Link> {
  const entries = new Map<string, Entry<Link>>()
  let changes = 0
  return {
    enter: (serving, report, now) => {
      const before = entries.get(serving.id)
      entries.set(serving.id, { serving, report, since: now })
      changes++
      return before?.serving.link
    },
    update: (id, report) => {
      const entry = entries.get(id)
      if (!entry) throw fault('endpoint-offline', 'your serving link to this hub is not up', 'It is retried by itself.')
      if (JSON.stringify(report) === JSON.stringify(entry.report)) return
      entries.set(id, { serving: entry.serving, report, since: entry.since })
      changes++
    },
    leave: (id, link) => {
      if (entries.get(id)?.serving.link !== link) return false
      entries.delete(id)
      changes++
      return true
    },
    links: () => linksOf(entries),
    findLink: id => entries.get(id)?.serving.link,
    getLink: id => getLink(entries, id),
    getEndpoint: idOrName => getEndpoint(entries, idOrName),
    endpoints: () => [...entries.values()].map(endpointOf),
    providers: () => [...entries.values()].flatMap(providersOf),
    mark: () => `${life}-${changes}`,
    getProviders: (protocol, name) => getProviders(entries, protocol, name),
    size: () => entries.size,
  }
}

function linksOf<Link>(entries: Map<string, Entry<Link>>): Link[] {
  const links: Link[] = []
  for (const [, entry] of entries) links.push(entry.serving.link)
  return links
}

function getLink<Link>(entries: Map<string, Entry<Link>>, id: string): Link {
  const entry = entries.get(id)
  if (entry) return entry.serving.link
  throw fault(
    'endpoint-offline',
    `the endpoint ${id} has no link to this hub`,
    'It comes back by itself when it is on.',
  )
}

function endpointOf<Link>(entry: Entry<Link>): Endpoint {
  return {
    id: entry.serving.id,
    name: entry.report.name,
    user: entry.serving.user,
    services: entry.report.services,
    since: entry.since,
    address: entry.serving.address,
    version: entry.report.version,
  }
}

function getEndpoint<Link>(entries: Map<string, Entry<Link>>, idOrName: string): Endpoint {
  const byId = entries.get(idOrName)
  if (byId) return endpointOf(byId)
  const named: Endpoint[] = []
  for (const [, entry] of entries) {
    if (entry.report.name === idOrName) named.push(endpointOf(entry))
  }
  const [first, second] = named
  if (!first) {
    throw fault('endpoint-not-found', `no endpoint "${idOrName}" is online`, 'ztm get endpoints lists those that are.')
  }
  if (second) {
    throw fault(
      'bad-request',
      `${named.length} endpoints are named "${idOrName}"`,
      'Use the id of one: ztm get endpoints',
    )
  }
  return first
}

function providersOf<Link>(entry: Entry<Link>): ServiceProvider[] {
  return entry.report.services.map(service => ({ ...service, endpoint: providerOf(entry) }))
}

function getProviders<Link>(entries: Map<string, Entry<Link>>, protocol: string, name: string): Page<ServiceProvider> {
  const items: ServiceProvider[] = []
  for (const [, entry] of entries) {
    if (entry.report.services.some(s => s.name === name && s.protocol === protocol)) {
      items.push({ protocol: protocol as Protocol, name, endpoint: providerOf(entry) })
    }
  }
  if (items.length === 0) {
    throw fault('no-such-service', `no endpoint that is online publishes ${protocol}/${name}`, 'ztm get services')
  }
  return { items }
}

function providerOf<Link>(entry: Entry<Link>): ServiceProvider['endpoint'] {
  const { name, addresses } = entry.report
  const provider = { id: entry.serving.id, name, user: entry.serving.user }
  return addresses ? { ...provider, addresses } : provider
}
