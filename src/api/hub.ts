/**
 * REST contract of a hub, spoken on its control connections (and, marked, on its join connections), and of an agent
 * toward its hub on the serving connection.
 *
 * Types only: a route missing from a server does not compile (`Handlers` in src/common/http/router.ts).
 */
import type { EnrolRequest, SignedRequest } from './ca.ts'
import type { SignedState, SignedText } from './state.ts'
import type { DirectorySummary, Endpoint, EndpointReport, Offer, OnlineUser, Page, ServiceProvider } from './types.ts'

export interface HubApi {
  /** Liveness of the link; the reply carries the hub's clock. */
  'GET /api/ping': { reply: { time: number } }
  /** What the directory holds, in numbers. */
  'GET /api/summary': { reply: DirectorySummary }
  /**
   * Endpoints that are online. Query, here and in the lists below: `search` (words that must all be found in a row, case ignored),
   * `sort` (`-` before it: descending), `limit` (default 100, at most 1000), `after` (`next` of the page before). Here `name`, `user`
   * and `ids` (apart by commas, at most 100) too, and by `sort`: name, user, services, since, address, version; without it the order
   * of ids. Errors: bad-request.
   */
  'GET /api/endpoints': { reply: Page<Endpoint> }
  /** One endpoint, by id or by name. Errors: endpoint-not-found. */
  'GET /api/endpoints/{endpoint}': { reply: Endpoint }
  /** Services that are online, one item per provider. Query: also `name`, `protocol`; no `sort`. */
  'GET /api/services': { reply: Page<ServiceProvider> }
  /** The same, one item per service. By `sort`: name, providers; without it the order of `PROTOCOL/NAME`. */
  'GET /api/offers': { reply: Page<Offer> }
  /** Users who are online. By `sort`: user, endpoints; without it the order of their names. */
  'GET /api/users': { reply: Page<OnlineUser> }
  /** Providers of one service. Errors: no-such-service. */
  'GET /api/services/{protocol}/{name}': { reply: Page<ServiceProvider> }
  /**
   * Asks for a splice: two TCP connections to the hub, one of the caller (it shows the ticket as the server name of its
   * ClientHello) and one of the endpoint, joined byte for byte. The ticket is good once, for 10 s. Errors: endpoint-offline.
   */
  'POST /api/splices': { body: { endpoint: string }; reply: { ticket: string } }
  /**
   * Both ends of a splice of the caller's, which runs, are to dial each other from the ports that they use for it, now: the other
   * end begins before the reply. The reply is that end's address as the hub sees it. Errors: not-found, endpoint-offline, and what
   * the other end refuses with.
   */
  'POST /api/punches': { body: { ticket: string }; reply: { address: string } }
  /** The caller's own report has changed. Errors: endpoint-offline when its serving link is not up. */
  'PUT /api/endpoints/self': { body: EndpointReport; reply: { accepted: true } }
  /** A signed RenewRequest, carried to the CA as it is: a certificate for a new key of the same endpoint. */
  'POST /api/renew': { body: SignedRequest; reply: SignedText }
}

/** What may be asked on a join connection. */
export interface JoinApi {
  /** Errors: permit-invalid, permit-used, permit-expired, permit-foreign, rate-limited. */
  'POST /api/enrol': { body: EnrolRequest; reply: SignedText }
}

/** What a hub asks an agent on the serving connection. */
export interface ServeApi {
  /** The agent's report of itself; also the hub's ping. */
  'GET /api/self': { reply: EndpointReport }
  /** Somebody calls: dial the hub and show this ticket. */
  'POST /api/splices': { body: { ticket: string }; reply: { accepted: true } }
  /** Dial the other end of that splice at this address, from the same port, now. Errors: not-found, bad-request, access-denied. */
  'POST /api/punches': { body: { ticket: string; address: string }; reply: { accepted: true } }
  /** The newest mesh state that the hub has. The agent believes the CA's signature, not the hub. */
  'PUT /api/state': { body: SignedState; reply: { version: number } }
}
