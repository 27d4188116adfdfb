/**
 * The mesh state: what every member must know and believe no hub about. One document, signed by the CA, whose version only
 * rises.
 *
 * Types only. Agents keep the highest version that they have seen and refuse an older one.
 */

import type { Finding, Policy, PolicyEndpoint } from './policy.ts'

export interface MeshState {
  /** SHA-256 of the mesh's first root, as in permits: a state of another mesh is none. */
  mesh: string
  /** 1 for a new mesh. */
  version: number
  /** Milliseconds since 1970. */
  issued: number
  /** Endpoints that are members no more, as long as a certificate of theirs may still be good. */
  evicted: EvictedEndpoint[]
  policy: Policy
}

export interface EvictedEndpoint {
  id: string
  /** When its last certificate ends, in milliseconds since 1970. */
  until: number
}

/** `text` is the canonical JSON of a MeshState; `signature` is the root key's Ed25519 over its SHA-256, base64. */
export interface SignedState {
  text: string
  signature: string
}

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

/** An endpoint as the CA knows it, online or not. */
export interface Member extends PolicyEndpoint {
  /** When its certificate ends unless it is renewed, in milliseconds since 1970. */
  notAfter: number
}
