/**
 * Chooses which endpoints may serve a stream, and in what order they are tried.
 *
 * Owns a short memory of providers, so that a new connection does not wait for the hub, and what was seen of each: streams
 * that run, how long it took to open them, whether it rests after a failure. Does not open anything.
 */
import type { Protocol, ServiceProvider } from '../api/types.ts'
import { fault, toFault } from '../common/errors.ts'
import { type HubLink, notConnected } from './hub-link.ts'

/** How long known providers are believed without asking the hubs again, in milliseconds. */
const believeMs = 5000

/** Providers that one stream tries at most. */
const mostTries = 3

/** How long a provider rests after its first failure, and at most, in milliseconds; it doubles with each failure. */
const firstRestMs = 1000
const longestRestMs = 60_000

/** Weight of the newest measure in the average of how long it takes to open a stream. */
const newest = 0.3

/** What a stream wants to reach. `endpoint` is a name or an id; absent: any provider. */
export interface Destination {
  protocol: Protocol
  service: string
  endpoint?: string
}

/** A provider of a service, and what is known of it. */
export interface Route {
  provider: ServiceProvider
  /** Streams that run on it. */
  active: number
  /** Milliseconds to open a stream, on average; 0 when none was opened. */
  average: number
  /** One after the other. */
  failures: number
  /** It is tried last before this time. */
  restUntil: number
}

export interface RouteComponents {
  mesh: string
  user: string
  now: () => number
  random: () => number
  /** Hub links that are up. */
  listHubLinks: () => HubLink[]
}

export interface Routes {
  /**
   * Providers for one stream, in the order to try them, at least one. With a `client` (its address), the same client gets the
   * same provider for as long as that is healthy. Rejects: not-connected, no-such-service.
   */
  find: (destination: Destination, client?: string) => Promise<Route[]>
  /** A stream was opened in `ms`. */
  succeeded: (route: Route, ms: number) => void
  /** It could not be opened: the provider rests, and who provides the service is asked anew. */
  failed: (route: Route, destination: Destination) => void
}

interface Known {
  routes: Route[]
  until: number
}

export function createRoutes(components: RouteComponents): Routes {
  const { now } = components
  const known = new Map<string, Known>()
  const keyOf = (d: Destination) => `${d.protocol}/${d.service}`
  const learn = async (destination: Destination): Promise<Known> => {
    const before = known.get(keyOf(destination))
    if (before && before.until > now()) return before
    const providers = await ask(components, destination, before)
    const routes = providers.map(provider => renew(before?.routes ?? [], provider))
    const learned = { routes, until: now() + believeMs }
    known.set(keyOf(destination), learned)
    return learned
  }
  return {
    find: async (destination, client) => {
      const { routes } = await learn(destination)
      return order(components, wanted(components.user, routes, destination), client).slice(0, mostTries)
    },
    succeeded: (route, ms) => {
      route.failures = 0
      route.restUntil = 0
      route.average = route.average === 0 ? ms : route.average * (1 - newest) + ms * newest
    },
    failed: (route, destination) => {
      route.restUntil = now() + Math.min(longestRestMs, firstRestMs * 2 ** route.failures)
      route.failures++
      const memory = known.get(keyOf(destination))
      if (memory) memory.until = 0
    },
  }
}

/**
 * What the hubs that are up know, together: an endpoint may be linked to one of them only. While none is up it is what was
 * known before, for those that are reached directly. Rejects when there is none.
 */
async function ask(
  { mesh, listHubLinks }: RouteComponents,
  destination: Destination,
  before: Known | undefined,
): Promise<ServiceProvider[]> {
  const links = listHubLinks()
  if (links.length === 0 && before) return before.routes.map(route => route.provider)
  if (links.length === 0) throw notConnected(mesh)
  const params = { protocol: destination.protocol, name: destination.service }
  const found = new Map<string, ServiceProvider>()
  let failure = notConnected(mesh)
  await Promise.all(
    links.map(async ({ client }) => {
      try {
        const page = await client('GET /api/services/{protocol}/{name}', { params })
        for (const provider of page.items) found.set(provider.endpoint.id, provider)
      } catch (caught) {
        failure = toFault(caught)
      }
    }),
  )
  if (found.size === 0) throw failure
  return [...found.values()]
}

function renew(before: Route[], provider: ServiceProvider): Route {
  const same = before.find(route => route.provider.endpoint.id === provider.endpoint.id)
  if (!same) return { provider, active: 0, average: 0, failures: 0, restUntil: 0 }
  same.provider = provider
  return same
}

/**
 * Providers that are meant. Where the same user's own endpoints provide it, nobody else is: names of services are free, and who
 * publishes another's does not get what was meant for it, not even when that one fails.
 */
function wanted(user: string, routes: Route[], { protocol, service, endpoint }: Destination): Route[] {
  const some = endpoint
    ? routes.filter(({ provider }) => provider.endpoint.id === endpoint || provider.endpoint.name === endpoint)
    : routes
  const own = some.filter(({ provider }) => provider.endpoint.user === user)
  if (own.length > 0) return own
  const users = [...new Set(some.map(({ provider }) => provider.endpoint.user))]
  // Names of endpoints are free too: whoever names one means one.
  if (endpoint && users.length > 1) {
    throw fault(
      'bad-request',
      `endpoints of several users are named ${endpoint}: ${users.join(', ')}`,
      'Use the id of the one you mean: ztm get endpoints',
    )
  }
  if (some.length > 0) return some
  throw fault(
    'no-such-service',
    `${endpoint ?? 'no endpoint that is online'} does not publish ${protocol}/${service}`,
    'ztm get services lists what is published now.',
  )
}

/**
 * Healthy ones first, and of these the same user's: a user reaches its own endpoints without a rule. Within a group the less
 * loaded of two random ones comes first: near the best choice, and no crowd at one that was the best for all a moment ago.
 */
function order({ user, now, random }: RouteComponents, routes: Route[], client?: string): Route[] {
  const time = now()
  const ranked = routes.map(route => ({
    route,
    rank: (route.restUntil > time ? 2 : 0) + (route.provider.endpoint.user === user ? 0 : 1),
    lot: client === undefined ? random() : stickiness(client, route.provider.endpoint.id),
  }))
  ranked.sort((a, b) => a.rank - b.rank || a.lot - b.lot)
  const [first, second] = ranked
  const isTie = first && second && first.rank === second.rank && client === undefined
  if (isTie && loadOf(second.route) < loadOf(first.route)) {
    ranked[0] = second
    ranked[1] = first
  }
  return ranked.map(({ route }) => route)
}

function loadOf({ active, average }: Route): number {
  return (active + 1) * Math.max(average, 1)
}

/** A number from 0 to 1 that is the same for a client and an endpoint every time: FNV-1a, 32 bit, in halves of 16. */
function stickiness(client: string, endpoint: string): number {
  const text = `${client} ${endpoint}`
  let high = 0x811c
  let low = 0x9dc5
  for (let i = 0; i < text.length; i++) {
    low ^= text.charCodeAt(i)
    // Times 0x01000193, in numbers that stay whole.
    const product = low * 0x0193
    high = (high * 0x0193 + low * 0x0100 + Math.floor(product / 0x10000)) % 0x10000
    low = product % 0x10000
  }
  return (high * 0x10000 + low) / 0x100000000
}
