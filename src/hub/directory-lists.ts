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
import { type Listing, pageOf, sortable } from '../common/listing.ts'
import { parseTexts } from '../common/parse.ts'
import { firstBy, largestUsers, listUsers as listUsersOf } from '../common/user-listing.ts'

type Query = Record<string, string>

/** Ids that endpoints are asked for by at most: as many as a page has, in an address of 4 kB. */
const mostIds = 100

/** Longest id of an endpoint that is read. */
const idLength = 100

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

function keyOf({ protocol, name }: PublishedService): string {
  return `${protocol}/${name}`
}

export function listEndpoints(endpoints: Endpoint[], query: Query): Page<Endpoint> {
  const { name, user } = query
  const ids = idsOf(query.ids)
  const found = endpoints.filter(
    one => (!name || one.name === name) && (!user || one.user === user) && (!ids || ids.has(one.id)),
  )
  return pageOf(found, query, endpointListing)
}

/** Those of `ids=ID,ID`; undefined where nobody is asked for by id. */
function idsOf(text: string | undefined): Set<string> | undefined {
  return text === undefined ? undefined : new Set(parseTexts(text.split(','), 'ids', [mostIds, idLength]))
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
  for (const offer of page.items) offer.providers = firstBy(offer.providers, ({ name }) => name)
  return page
}

export function listUsers(endpoints: Endpoint[], query: Query): Page<OnlineUser> {
  return listUsersOf(endpoints, query, ({ id, name }) => ({ id, name }))
}

export function summarize(endpoints: Endpoint[], mark: string): DirectorySummary {
  const names = new Set<string>()
  for (const { services } of endpoints) for (const service of services) names.add(keyOf(service))
  const { users, largest } = largestUsers(endpoints, mostLargest)
  return { mark, endpoints: endpoints.length, users, services: names.size, largest }
}
