/**
 * Contract of the CA: what hubs ask it, whether it lives in their process or in its own.
 *
 * Types only. Requests arrive as unknown and are parsed by the CA, which trusts no hub.
 */
import type { Permit } from './permit.ts'
import type { Eviction, Member, PolicyReply, SignedState } from './state.ts'

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

export interface EnrolReply {
  /** The endpoint's id, chosen by the CA. */
  id: string
  /** PEM. */
  certificate: string
  roots: string[]
  /** Addresses of the hubs. */
  hubs: string[]
  /** Labels of the endpoint, as the CA has recorded them. */
  labels: Record<string, string>
}

/** Asks for a certificate for a new key; signed by the key that it replaces, so that no hub can ask in its place. */
export interface RenewRequest {
  action: 'renew'
  /** PEM. */
  publicKey: string
}

export type RenewReply = EnrolReply

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
export type AdminRequest = InviteRequest | EvictRequest | PolicyRequest | MembersRequest

export interface InviteRequest {
  action: 'invite'
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

/** All endpoints that have joined, online or not. */
export interface MembersRequest {
  action: 'members'
}

/** By its action: invite, evict, policy, members. */
export type AdminReply = Permit | Eviction | PolicyReply | { members: Member[] }

/** `request` is canonical JSON of the act with time and nonce; `signature` is Ed25519 over its SHA-256, base64. */
export interface SignedRequest {
  request: string
  signature: string
  /** Id of the endpoint whose key signed. */
  endpoint: string
}

/** What a hub asks, in its own process or over the wire. Everything rejects with coded faults. */
export interface CAService {
  /** Rejects: permit-invalid, permit-used, permit-expired, permit-foreign, bad-request. */
  enrol: (request: unknown) => Promise<EnrolReply>
  /** A signed RenewRequest. Rejects: signature-invalid, endpoint-not-found, certificate-time, bad-request. */
  renew: (request: unknown) => Promise<RenewReply>
  /** A signed AdminRequest. Rejects: signature-invalid, admin-only, bad-request. */
  administer: (request: unknown) => Promise<AdminReply>
  /** The mesh state, as soon as its version is above `since`, or after some seconds in any case. */
  watchState: (since: number) => Promise<SignedState>
}

/** The CA in a process of its own, toward hubs with a certificate. */
export interface CAApi {
  'POST /api/enrol': { body: EnrolRequest; reply: EnrolReply }
  'POST /api/renew': { body: SignedRequest; reply: RenewReply }
  'POST /api/admin': { body: SignedRequest; reply: AdminReply }
  /** Answers when there is a version above `since`, or after some seconds. */
  'GET /api/state': { reply: SignedState }
  /** The calling hub's addresses or key have changed: a new certificate. */
  'POST /api/hubs/self': { body: { publicKey: string; addresses: string[] }; reply: HubReply }
}

/** The CA in a process of its own, toward a hub that has a permit only. */
export interface CAJoinApi {
  'POST /api/hubs': { body: HubEnrolRequest; reply: HubReply }
}
