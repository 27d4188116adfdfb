/**
 * The mesh state: what every member must know and believe no hub about. One document, signed by the CA, whose version only
 * rises.
 *
 * Types only. Agents keep the highest version that they have seen and refuse an older one.
 */

import type { Finding, Policy, PolicyEndpoint } from './policy.ts'

export interface MeshState {
  /** SHA-256 of the very first root of the mesh: a state of another mesh is none. */
  mesh: string
  /** 1 for a new mesh. */
  version: number
  /** When it was signed, in milliseconds since 1970. */
  issued: number
  /** When it should have been replaced: the CA signs it again in time, so whoever has none newer is kept from the news. */
  expires: number
  /** PEM of the roots to trust, the oldest first. More than one while the CA changes its own. */
  roots: string[]
  /** Positions in `roots` of those by which endpoints and hubs are certified now: whoever has another renews. */
  issuers: { endpoints: number; hubs: number }
  /** `host:port` of the hubs whose certificates are good, in the order of the alphabet. */
  hubs: string[]
  /** Endpoints that are members no more, as long as a certificate of theirs may still be good. */
  evicted: EvictedEndpoint[]
  policy: Policy
}

export interface EvictedEndpoint {
  id: string
  /** When its last certificate ends, in milliseconds since 1970. */
  until: number
}

/** `text` is canonical JSON; `signature` is Ed25519 by the oldest trusted root over its SHA-256, base64. */
export interface SignedText {
  text: string
  signature: string
}

/** The signed text of a MeshState. */
export type SignedState = SignedText

/** What an eviction did. */
export interface Eviction {
  evicted: { id: string; name: string; user: string }[]
  /** The state that tells everybody. */
  version: number
}

/** A policy that is in force now. */
export interface PolicyReply {
  policy: Policy
  findings: Finding[]
}

/** A user with endpoints that have joined, online or not. */
export interface JoinedUser {
  user: string
  /** At most 20 of them, in the order of their names; those that a search is about come first. */
  endpoints: Pick<Member, 'id' | 'name' | 'notAfter'>[]
  /** How many there are. */
  count: number
}

/** An endpoint as the CA knows it, online or not. */
export interface Member extends PolicyEndpoint {
  /** When its certificate ends unless it is renewed, in milliseconds since 1970. */
  notAfter: number
}
