/**
 * The hubs that an agent keeps links to: two of those that the mesh has.
 *
 * Owns the set of links. Addresses may be several of one hub: the certificate tells, and the second link to the same one is
 * ended, because a hub knows one link of an endpoint.
 */
import type { HubLink } from './hub-link.ts'

/** Links at a time, where the mesh has as many hubs. */
const linksWanted = 2

export interface HubLinksComponents {
  /** Starts a link; `onHub` is told which hub it has met. */
  create: (address: string, onHub: (id: string) => void) => HubLink
  /** Spreads agents over hubs. */
  random: () => number
}

export interface HubLinks {
  list: () => HubLink[]
  /** Links that are up. */
  up: () => HubLink[]
  /** Keeps links to some of these addresses (`host:port`), and to no others. An empty list changes nothing. */
  follow: (addresses: string[]) => void
  close: () => void
}

export function createHubLinks({ create, random }: HubLinksComponents): HubLinks {
  let links: HubLink[] = []
  let known: string[] = []
  /** The hub behind each address that was met. */
  const hubs = new Map<string, string>()
  /** Addresses of hubs that we are linked to by another address. */
  const doubles = new Set<string>()
  const end = (link: HubLink): void => {
    links = links.filter(one => one !== link)
    link.close()
  }
  const fill = (): void => {
    const free = known.filter(address => !doubles.has(address) && links.every(link => link.address !== address))
    while (links.length < linksWanted && free.length > 0) {
      const [address = ''] = free.splice(Math.floor(random() * free.length), 1)
      links.push(create(address, id => meet(address, id)))
    }
  }
  const meet = (address: string, id: string): void => {
    hubs.set(address, id)
    const link = links.find(one => one.address === address)
    const isDouble = links.some(other => other.address !== address && hubs.get(other.address) === id)
    if (!link || !isDouble) return
    doubles.add(address)
    end(link)
    fill()
  }
  return {
    list: () => links,
    up: () => links.filter(link => link.isUp()),
    follow: addresses => {
      if (addresses.length === 0) return
      known = addresses
      doubles.clear()
      for (const link of links) if (!known.includes(link.address)) end(link)
      fill()
    },
    close: () => {
      for (const link of links) link.close()
      links = []
      known = []
    },
  }
}
