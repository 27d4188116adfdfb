/**
 * Contract of the CA: what hubs ask it, whether it lives in their process or in its own.
 *
 * Types only. Requests arrive as unknown and are parsed by the CA, which trusts no hub.
 */
import type { Permit } from './permit.ts'
import type { Eviction, JoinedUser, Member, PolicyReply, SignedState, SignedText } from './state.ts'
import type { Page } from './types.ts'

/** Proves a permit for a public key. `mac` is HMAC-SHA256(token secret, canonical form of all other fields). */
export interface EnrolRequest {
  token: string
  /** SHA-256 of the permit's first root, so that a permit of another mesh is known as such. */
  mesh: string
  /** The user that the permit names. */
  user: string
  name: string
  /** PEM. */
  publicKey: string
  mac: string
}

/**
 * What an endpoint gets for a permit, or for its old key. It travels as a SignedText, because a hub carries it: labels decide
 * about access, and roots about everything.
 */
export interface Grant {
  /** The endpoint's id, chosen by the CA. */
  id: string
  /** PEM. */
  certificate: string
  /** Addresses of the hubs. */
  hubs: string[]
  /** Labels of the endpoint, as the CA has recorded them. */
  labels: Record<string, string>
  /** The newest mesh state: from now on its owner notices when none comes. */
  state: SignedState
}

/** Asks for a certificate for a new key; signed by the key that it replaces, so that no hub can ask in its place. */
export interface RenewRequest {
  action: 'renew'
  /** PEM. */
  publicKey: string
  /** SHA-256 of each root that it trusts: by no other can it be certified. */
  trusts: string[]
}

/** Tells that the certificate of the last renewal has arrived; signed by its key. It is answered like a renewal. */
export interface ConfirmRequest {
  action: 'confirm'
}

/** As EnrolRequest, for a hub. */
export interface HubEnrolRequest {
  token: string
  mesh: string
  user: string
  /** `host:port` of every address that agents dial. */
  addresses: string[]
  publicKey: string
  mac: string
}

export interface HubReply {
  id: string
  certificate: string
  roots: string[]
}

/** An administrative act, before it is signed. */
export type AdminRequest =
  | InviteRequest
  | RevokeRequest
  | EvictRequest
  | PolicyRequest
  | AuditRequest
  | MembersRequest
  | UsersRequest
  | { action: 'permits' }
  | { action: 'roots' }
  | { action: 'rotate' }
  | { action: 'retire' }

export interface InviteRequest {
  action: 'invite'
  /** Whom it is for. @default user */
  kind?: 'user' | 'hub'
  /** Ignored for a hub. */
  user: string
  /** Seconds. */
  expires: number
  uses: number
  /** What its endpoints are labelled with, for the policy. */
  labels: Record<string, string>
}

/** All endpoints of a user, or one by its id or name. */
export type EvictRequest = { action: 'evict'; user: string } | { action: 'evict'; endpoint: string }

/** A whole policy, made from the version that it carries. */
export interface PolicyRequest {
  action: 'policy'
  policy: unknown
}

/** A permit that nobody shall use any more, by the id of its token. */
export interface RevokeRequest {
  action: 'revoke'
  permit: string
}

/** Records of the audit log before this one, or the newest; only those with a text somewhere in them. */
export interface AuditRequest {
  action: 'audit'
  before?: number
  limit: number
  search?: string
}

/** A page of a list: as hubs are asked for theirs (src/api/hub.ts), and by what is absent like there. */
export interface ListRequest {
  search?: string
  sort?: string
  limit?: number
  after?: string
}

/** Endpoints that have joined: all, or those with this id, name, user. Sorted by name, user, notAfter. */
export interface MembersRequest extends ListRequest {
  action: 'members'
  id?: string
  name?: string
  user?: string
}

/** Users with endpoints that have joined; a search looks into the names of these too. Sorted by user, endpoints. */
export interface UsersRequest extends ListRequest {
  action: 'users'
}

/** By its action. */
export interface AdminReplies {
  invite: Permit
  revoke: PermitRecord
  evict: Eviction
  policy: PolicyReply
  audit: { records: AuditRecord[] }
  members: Page<Member>
  users: Page<JoinedUser>
  permits: { permits: PermitRecord[] }
  roots: CAStatus
  rotate: CAStatus
  retire: CAStatus
}

/** The roots of the CA: two while it changes from the first to the second. */
export interface CAStatus {
  /** The oldest first. Counts are of those whose certificates by it are good. */
  roots: { name: string; fingerprint: string; notAfter: number; endpoints: number; hubs: number }[]
  /** Endpoints that have not followed yet, and until when they are waited for; not all, if there are many. */
  waitingFor: { id: string; name: string; user: string; notAfter: number }[]
}

/** A permit as the CA knows it: without its secret. */
export interface PermitRecord {
  /** Id of its token. */
  id: string
  user: string
  labels: Record<string, string>
  /** How many it may still enrol, of how many. */
  left: number
  uses: number
  /** Milliseconds since 1970. */
  created: number
  expires: number
  /** The user who made it; '' for the first of a mesh. */
  by: string
}

/** One act: who did what to whom, when, and from where. Kept at the CA. */
export interface AuditRecord {
  /** Rises by one with each record. */
  id: number
  /** Milliseconds since 1970. */
  time: number
  /** Who: the user and its endpoint; 'ca' for what the CA does by itself. */
  user: string
  endpoint: string
  /** `invite`, `revoke`, `evict`, `policy`, `enrol`, `hub`, ... */
  action: string
  /** What it was done to, in words. */
  target: string
  /** `done`, or the code of the refusal. */
  outcome: string
  /** The address that it came from, as the hub has told. */
  from: string
}

/** `request` is canonical JSON of the act with time and nonce; `signature` is Ed25519 over its SHA-256, base64. */
export interface SignedRequest {
  request: string
  signature: string
  /** Id of the endpoint whose key signed. */
  endpoint: string
}

/** What a hub asks, in its own process or over the wire. Everything rejects with coded faults. */
export interface CAService {
  /** `from`: the address that it came from. Rejects: permit-*, rate-limited, bad-request. */
  enrol: (request: unknown, from: string) => Promise<SignedText>
  /** A signed RenewRequest or ConfirmRequest. Rejects: signature-invalid, endpoint-not-found, certificate-time, bad-request. */
  renew: (request: unknown) => Promise<SignedText>
  /** The mesh state, as soon as its version is above `since`, or after some seconds in any case. */
  watchState: (since: number) => Promise<SignedState>
}

/** The CA toward an endpoint, inside TLS of its own that hubs only carry. */
export interface AdminApi {
  /** A signed AdminRequest. Errors: admin-only, signature-invalid, bad-request and what the act may say. */
  'POST /api/admin': { body: SignedRequest; reply: AdminReplies[keyof AdminReplies] }
}

/** The CA in a process of its own, toward hubs with a certificate; besides, `CONNECT /admin` carries an endpoint's TLS. */
export interface CAApi {
  /** `from`: the address that the request came from. */
  'POST /api/enrol': { body: EnrolRequest; query: { from: string }; reply: SignedText }
  'POST /api/renew': { body: SignedRequest; reply: SignedText }
  /** Answers when there is a version above `since`, or after some seconds. */
  'GET /api/state': { reply: SignedState }
  /** The calling hub's addresses or key have changed: a new certificate. */
  'POST /api/hubs/self': { body: { publicKey: string; addresses: string[] }; reply: HubReply }
}

/** The CA in a process of its own, toward a hub that has a permit only. */
export interface CAJoinApi {
  'POST /api/hubs': { body: HubEnrolRequest; reply: HubReply }
}
