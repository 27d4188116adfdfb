/**
 * What an endpoint publishes, and that its hubs know: their directories are told of each change.
 *
 * Owns the list in memory, where it is asked for with every stream, and the health of its targets. Storage keeps the list.
 */
import type { EndpointReport, Service } from '../api/types.ts'
import { toFault } from '../common/errors.ts'
import type { Log } from '../common/log.ts'
import { version } from '../common/version.ts'
import { createHealth } from './health.ts'
import type { HubLink } from './hub-link.ts'
import type { Storage, StoredMesh } from './storage.ts'

export interface PublishedComponents {
  storage: Storage
  stored: StoredMesh
  /** Where others may come past the hubs; undefined where they may not. */
  addresses: () => string[] | undefined
  listHubLinks: () => HubLink[]
  log: Log
}

export interface Published {
  /** With why those fail that do. */
  services: () => Service[]
  find: (protocol: string, name: string) => Service | undefined
  /** Others are published from now on. Ends when the hubs that are up know. */
  replace: (services: Service[]) => Promise<void>
  report: () => EndpointReport
  /** Tells the hubs that are up. */
  tell: () => Promise<void>
  /** Looks after no target any more. */
  close: () => void
}

export function createPublished({ storage, stored, addresses, listHubLinks, log }: PublishedComponents): Published {
  let published = storage.listServices(stored.name)
  const health = createHealth({ log: log.topic('health'), onChange: () => tell() })
  const services = () => published.map(service => withHealth(service, health.failingOf(service)))
  const report = () => reportOf(stored, services(), addresses())
  const tell = () => tellHubs(listHubLinks(), report(), log)
  health.follow(published)
  return {
    services,
    find: (protocol, name) => published.find(service => service.protocol === protocol && service.name === name),
    replace: list => {
      published = list
      health.follow(list)
      return tell()
    },
    report,
    tell,
    close: () => health.follow([]),
  }
}

/** A hub that is not up, or fails now, asks by itself at its next ping. */
async function tellHubs(links: HubLink[], report: EndpointReport, log: Log): Promise<void> {
  for (const link of links) {
    try {
      await link.client('PUT /api/endpoints/self', { body: report })
    } catch (caught) {
      log.warn('hub not told of a change', { hub: link.address, code: toFault(caught).code })
    }
  }
}

function withHealth(service: Service, failing: string | undefined): Service {
  return failing === undefined ? service : { ...service, failing }
}

/** What the directory is told: services whose checks fail are not in it. */
function reportOf(stored: StoredMesh, services: Service[], addresses: string[] = []): EndpointReport {
  const report: EndpointReport = {
    name: stored.endpointName,
    version,
    services: services.filter(s => s.failing === undefined).map(({ protocol, name }) => ({ protocol, name })),
  }
  return addresses.length > 0 ? { ...report, addresses } : report
}
