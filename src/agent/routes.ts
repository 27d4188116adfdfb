/**
 * Chooses which endpoint serves a stream: finds the providers of a service and picks one.
 *
 * Owns a short memory of providers, so that a new connection does not wait for the hub. Does not open anything.
 */
import type { Protocol, ServiceProvider } from '../api/types.ts'
import { fault } from '../common/errors.ts'
import type { HubLink } from './hub-link.ts'
import { notConnected } from './hub-link.ts'

/** How long known providers are believed without asking the hub again, in milliseconds. */
const believeMs = 5000

/** What a stream wants to reach. `endpoint` is a name or an id; absent: any provider. */
export interface Destination {
  protocol: Protocol
  service: string
  endpoint?: string
}

export interface RouteComponents {
  mesh: string
  user: string
  now: () => number
  random: () => number
  findHubLink: () => HubLink | undefined
}

export interface Routes {
  /** The provider for one stream. Rejects: not-connected, no-such-service, endpoint-not-found. */
  find: (destination: Destination) => Promise<ServiceProvider>
  /** Forgets what is known of a service: its provider failed. */
  forget: (destination: Destination) => void
}

export function createRoutes(components: RouteComponents): Routes {
  const known = new Map<string, { providers: ServiceProvider[]; until: number }>()
  const keyOf = (d: Destination) => `${d.protocol}/${d.service}`
  return {
    find: async destination => {
      const memory = known.get(keyOf(destination))
      if (memory && memory.until > components.now()) return choose(components, memory.providers, destination)
      const providers = await ask(components, destination)
      known.set(keyOf(destination), { providers, until: components.now() + believeMs })
      return choose(components, providers, destination)
    },
    forget: destination => {
      known.delete(keyOf(destination))
    },
  }
}

async function ask({ mesh, findHubLink }: RouteComponents, destination: Destination): Promise<ServiceProvider[]> {
  const link = findHubLink()
  if (!link) throw notConnected(mesh)
  const params = { protocol: destination.protocol, name: destination.service }
  const page = await link.client('GET /api/services/{protocol}/{name}', { params })
  return page.items
}

/**
 * The wanted endpoint, or a random one, of the same user if there is any: a user reaches its own endpoints without a
 * rule, so those are the ones that will accept.
 */
function choose(
  { user, random }: RouteComponents,
  providers: ServiceProvider[],
  { protocol, service, endpoint }: Destination,
): ServiceProvider {
  const wanted = endpoint
    ? providers.filter(p => p.endpoint.id === endpoint || p.endpoint.name === endpoint)
    : providers
  if (wanted.length === 0) {
    throw fault(
      'no-such-service',
      `${endpoint ?? 'no endpoint that is online'} does not publish ${protocol}/${service}`,
      'ztm get services lists what is published now.',
    )
  }
  const own = wanted.filter(p => p.endpoint.user === user)
  const pool = own.length > 0 ? own : wanted
  const chosen = pool[Math.floor(random() * pool.length)]
  if (!chosen) throw fault('internal', 'a provider was chosen out of range')
  return chosen
}
