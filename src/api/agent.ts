/**
 * REST contract of an agent's local API (127.0.0.1:7777), used by the command line and the console alike.
 *
 * Types only: a route missing from the server does not compile (`Handlers` in src/common/http/router.ts).
 * Every request carries `authorization: Bearer <token>`; the token is in the agent's data directory (mode 0600).
 */
import type { ActivityRecord } from './activity.ts'
import type { AuditRecord, CAStatus, PermitRecord } from './ca.ts'
import type { Computer, HostedHub } from './computer.ts'
import type { Check } from './diagnosis.ts'
import type { Permit } from './permit.ts'
import type { Explanation, Policy, PolicyCheck } from './policy.ts'
import type { Eviction, JoinedUser, Member, PolicyReply } from './state.ts'
import type { Stats } from './stats.ts'
import type {
  AgentStatus,
  DirectorySummary,
  Endpoint,
  HubLink,
  Mesh,
  Offer,
  OnlineUser,
  Page,
  PingResult,
  Port,
  Service,
  ServiceProvider,
} from './types.ts'

export interface AgentApi {
  'GET /api/version': { reply: { version: string; engine: string } }
  'GET /api/status': { reply: AgentStatus }
  'GET /api/computer': { reply: Computer }
  /**
   * Creates a mesh: starts a hub with a CA on this computer, at `host:port` by which others dial it, and joins as the first user,
   * who is its admin. The hub runs whenever the agent does. Errors: bad-request, already-exists, service-failed, hub-unreachable.
   */
  'POST /api/hub': { body: HostedHub & { as: string }; reply: Mesh }
  /** Ends that hub and deletes it with its CA: nobody is connected by that mesh any more. Errors: not-found. */
  'DELETE /api/hub': { reply: { deleted: true } }
  'GET /api/meshes': { reply: Page<Mesh> }
  /** Joins a mesh with a permit. Errors: permit-*, hub-unreachable, already-exists. */
  'POST /api/meshes': { body: { name: string; as: string; permit: Permit }; reply: Mesh }
  'GET /api/meshes/{mesh}': { reply: Mesh }
  /** Leaves: links are closed, ports and services of the mesh and its keys are deleted. */
  'DELETE /api/meshes/{mesh}': { reply: { left: true } }
  'GET /api/meshes/{mesh}/hubs': { reply: Page<HubLink> }
  /** Round trip to an endpoint through the session that streams would use. Errors: endpoint-not-found, timeout. */
  'GET /api/meshes/{mesh}/ping/{endpoint}': { reply: PingResult }
  /** This, and the lists of services, offers and users below, are the hub's own (src/api/hub.ts), with the same queries. */
  'GET /api/meshes/{mesh}/endpoints': { reply: Page<Endpoint> }
  'GET /api/meshes/{mesh}/endpoints/{endpoint}': { reply: Endpoint }
  /** Services of the mesh that are online, one item per provider. */
  'GET /api/meshes/{mesh}/services': { reply: Page<ServiceProvider> }
  'GET /api/meshes/{mesh}/offers': { reply: Page<Offer> }
  'GET /api/meshes/{mesh}/users': { reply: Page<OnlineUser> }
  'GET /api/meshes/{mesh}/summary': { reply: DirectorySummary }
  /**
   * Services that an endpoint publishes, with their targets. Here and below `{endpoint}` is `self`, or the name or id of one that
   * your user may administer: its own, and by a rule for `ztm/admin`. Errors: endpoint-not-found, access-denied.
   */
  'GET /api/meshes/{mesh}/endpoints/{endpoint}/services': { reply: Page<Service> }
  /** `users`: of those whom the policy lets in, only these, and the owner. */
  'PUT /api/meshes/{mesh}/endpoints/{endpoint}/services/{protocol}/{name}': {
    body: { target: string; users?: string[]; check?: string }
    reply: Service
  }
  'DELETE /api/meshes/{mesh}/endpoints/{endpoint}/services/{protocol}/{name}': { reply: { deleted: true } }
  'GET /api/meshes/{mesh}/endpoints/{endpoint}/ports': { reply: Page<Port> }
  /** Opens a port; listening starts before the reply. Errors: address-in-use, bad-request. */
  'PUT /api/meshes/{mesh}/endpoints/{endpoint}/ports/{ip}/{protocol}/{port}': {
    body: { service: string; endpoint?: string; sticky?: 'client-ip'; speaks?: 'http' }
    reply: Port
  }
  'DELETE /api/meshes/{mesh}/endpoints/{endpoint}/ports/{ip}/{protocol}/{port}': { reply: { deleted: true } }
  /** Invites a user: needs an endpoint of the group `admins`. Errors: admin-only. */
  'POST /api/meshes/{mesh}/permits': {
    /** `hub`: for another hub of the mesh, instead of a user. */
    body: { user?: string; hub?: boolean; expires?: number; uses?: number; labels?: Record<string, string> }
    reply: Permit
  }
  /** Permits that can still be used. Errors: admin-only. */
  'GET /api/meshes/{mesh}/permits': { reply: Page<PermitRecord> }
  /** Revokes a permit before it is used (up). Errors: admin-only, no-such-permit. */
  'DELETE /api/meshes/{mesh}/permits/{permit}': { reply: PermitRecord }
  /** Who did what to the mesh, the newest first. Query: `limit` (100 by default), `after`, `search`. Errors: admin-only. */
  'GET /api/meshes/{mesh}/audit': { reply: Page<AuditRecord> }
  /** The roots of the CA, and who follows a rotation. Errors: admin-only. */
  'GET /api/meshes/{mesh}/ca': { reply: CAStatus }
  /** Brings in a second root. Errors: admin-only, already-exists. */
  'POST /api/meshes/{mesh}/ca/rotation': { reply: CAStatus }
  /** Goes on without endpoints that have not followed: they have to join again. Errors: admin-only, bad-request. */
  'DELETE /api/meshes/{mesh}/ca/rotation': { reply: CAStatus }
  /**
   * Endpoints that have joined, online or not. Query: `search`, `sort`, `limit`, `after` as of `endpoints`, by `sort`: name, user,
   * notAfter; and `id`, `name`, `user`. Errors: admin-only, bad-request.
   */
  'GET /api/meshes/{mesh}/members': { reply: Page<Member> }
  /** Users with endpoints that have joined, online or not; with the queries of `users`. Errors: admin-only, bad-request. */
  'GET /api/meshes/{mesh}/joined-users': { reply: Page<JoinedUser> }
  /** Records of streams, newest first; the query is an ActivityQuery. Errors: bad-request. */
  'GET /api/meshes/{mesh}/activity': { reply: Page<ActivityRecord> }
  /** Traffic and round trips of the last hour, a sample every few seconds. */
  'GET /api/meshes/{mesh}/stats': { reply: Stats }
  /** Looks at everything that the mesh needs here; takes some seconds where something does not answer. */
  'GET /api/meshes/{mesh}/diagnosis': { reply: Page<Check> }
  /** The policy in force, as this agent knows it. */
  'GET /api/meshes/{mesh}/policy': { reply: Policy }
  /** Puts a policy in force, made from the version that it carries. Errors: admin-only, bad-request, already-exists. */
  'PUT /api/meshes/{mesh}/policy': { body: unknown; reply: PolicyReply }
  /** Finds what is odd and runs the tests of a policy, no more. Errors: admin-only, bad-request. */
  'POST /api/meshes/{mesh}/policy/check': { body: unknown; reply: PolicyCheck }
  /** May `user` reach `service` of `endpoint`, and why? Errors: admin-only, bad-request, endpoint-not-found. */
  'GET /api/meshes/{mesh}/policy/explain': { reply: Explanation }
  /** Evicts all endpoints of a user, or one: `{ user }` or `{ endpoint }`. Errors: admin-only, no-such-user, endpoint-not-found. */
  'POST /api/meshes/{mesh}/evictions': { body: { user?: string; endpoint?: string }; reply: Eviction }
}

/** What of an agent a console shows, and what of it has changed. */
export type ChangeTopic = 'status' | 'endpoints' | 'services' | 'ports' | 'activity' | 'stats'

/** What is answered with server-sent events (`text/event-stream`) instead of one JSON document. */
export interface AgentStreams {
  /**
   * One event `change` with a list of topics in its data; the first comes at once and names all. Ends by itself after some
   * minutes, or sooner where too many listen: ask again.
   */
  'GET /api/events': { event: 'change'; data: ChangeTopic[] }
}

/** What becomes a stream of bytes once it is answered with 200. */
export interface AgentTunnels {
  /**
   * To the service's target, once that has accepted; `?endpoint=` is a name or an id. Over HTTP/2, as all that the command line
   * asks. Errors, told in headers (src/common/http/refusal.ts): no-such-service, access-denied, target-unreachable, ...
   */
  'CONNECT /api/meshes/{mesh}/streams/tcp/{name}': { query: { endpoint?: string } }
  /** No stream, but a port that is open until the request ends, and is not stored. Errors: address-in-use, already-exists. */
  'CONNECT /api/meshes/{mesh}/held-ports/{ip}/{protocol}/{port}': { query: { service: string; endpoint?: string } }
}
