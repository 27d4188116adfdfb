/**
 * Lists of a directory, as the queries of src/api/hub.ts ask for them: endpoints, providers, services, users; and their numbers.
 *
 * Pure: from what is online to a page of it.
 */
import type {
  DirectorySummary,
  Endpoint,
  Offer,
  OnlineUser,
  Page,
  PublishedService,
  ServiceProvider,
} from '../api/types.ts'
import { type Listing, pageOf, sortable } from './listing.ts'

type Query = Record<string, string>

/** Providers of a service, and endpoints of a user, that a row names. */
const mostNamed = 20

/** Users that a summary names. */
const mostLargest = 10

export const endpointListing: Listing<Endpoint> = {
  idOf: endpoint => endpoint.id,
  textOf: ({ name, user, address, services }) => [name, user, address, ...services.map(keyOf)].join(' '),
  sorts: {
    name: endpoint => endpoint.name,
    user: endpoint => endpoint.user,
    services: endpoint => sortable(endpoint.services.length),
    since: endpoint => sortable(endpoint.since),
    address: endpoint => endpoint.address,
    version: endpoint => endpoint.version,
  },
}

const providerListing: Listing<ServiceProvider> = {
  idOf: provider => `${keyOf(provider)}@${provider.endpoint.id}`,
  textOf: provider => [keyOf(provider), provider.endpoint.name, provider.endpoint.user].join(' '),
  sorts: {},
}

const offerListing: Listing<Offer> = {
  idOf: keyOf,
  textOf: offer => [keyOf(offer), ...offer.providers.map(({ name, user }) => `${name} ${user}`)].join(' '),
  sorts: { name: offer => offer.name, providers: offer => sortable(offer.count) },
}

const userListing: Listing<OnlineUser> = {
  idOf: ({ user }) => user,
  textOf: ({ user, endpoints }) => [user, ...endpoints.map(({ name }) => name)].join(' '),
  sorts: { endpoints: ({ count }) => sortable(count) },
}

function keyOf({ protocol, name }: PublishedService): string {
  return `${protocol}/${name}`
}

export function listEndpoints(endpoints: Endpoint[], query: Query): Page<Endpoint> {
  const { name, user } = query
  const found = endpoints.filter(one => (!name || one.name === name) && (!user || one.user === user))
  return pageOf(found, query, endpointListing)
}

export function listServices(providers: ServiceProvider[], query: Query): Page<ServiceProvider> {
  const { name, protocol } = query
  const found = providers.filter(one => (!name || one.name === name) && (!protocol || one.protocol === protocol))
  return pageOf(found, query, providerListing)
}

export function listOffers(providers: ServiceProvider[], query: Query): Page<Offer> {
  const offers = new Map<string, Offer>()
  for (const { protocol, name, endpoint } of providers) {
    const offer = offers.get(`${protocol}/${name}`)
    if (offer) {
      offer.providers.push(endpoint)
      offer.count++
    } else offers.set(`${protocol}/${name}`, { protocol, name, providers: [endpoint], count: 1 })
  }
  const page = pageOf([...offers.values()], query, offerListing)
  for (const offer of page.items) offer.providers = firstByName(offer.providers)
  return page
}

export function listUsers(endpoints: Endpoint[], query: Query): Page<OnlineUser> {
  const page = pageOf(byUser(endpoints), query, userListing)
  for (const user of page.items) user.endpoints = firstByName(user.endpoints)
  return page
}

export function summarize(endpoints: Endpoint[], mark: string): DirectorySummary {
  const names = new Set<string>()
  for (const { services } of endpoints) for (const service of services) names.add(keyOf(service))
  const users = byUser(endpoints)
  const largest = pageOf(users, { sort: '-endpoints', limit: String(mostLargest) }, userListing).items
  return {
    mark,
    endpoints: endpoints.length,
    users: users.length,
    services: names.size,
    largest: largest.map(({ user, count }) => ({ user, endpoints: count })),
  }
}

function byUser(endpoints: Endpoint[]): OnlineUser[] {
  const users = new Map<string, OnlineUser>()
  for (const { user, id, name } of endpoints) {
    const known = users.get(user)
    if (known) {
      known.endpoints.push({ id, name })
      known.count++
    } else users.set(user, { user, endpoints: [{ id, name }], count: 1 })
  }
  return [...users.values()]
}

function firstByName<Item extends { id: string; name: string }>(items: Item[]): Item[] {
  return pageOf(
    items,
    { sort: 'name', limit: String(mostNamed) },
    { idOf: ({ id }) => id, textOf: () => '', sorts: { name: ({ name }) => name } },
  ).items
}
