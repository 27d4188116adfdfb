/**
 * What the ways of asking a router for a mapping have in common.
 *
 * Types only.
 */

/** What a router answers: a value, or why there is none, in words. */
export type Answer<Value> = { value: Value } | { failure: string }

/** What is wanted of a router. */
export interface Wish {
  /** The router's IPv4 address. */
  router: string
  /** Our own address towards it. */
  client: string
  /** The port of `direct`. */
  port: number
  /** The external port that is asked for first. */
  wanted: number
  /** How long the mapping is to last. */
  seconds: number
  /** Tells PCP that the mapping is ours: 12 bytes. */
  nonce: number[]
}

/** A mapping as a router has made it. */
export interface Mapped {
  address: string
  port: number
  /** How long it lasts; 0: until it is deleted. */
  seconds: number
}

/** One protocol. */
export interface Mapper {
  name: 'pcp' | 'nat-pmp' | 'upnp'
  /** Makes a mapping, or renews it. Never rejects. */
  map: (wish: Wish) => Promise<Answer<Mapped>>
  /** Deletes it, as far as the router hears of it. Never rejects. */
  unmap: (wish: Wish, mapped: Mapped) => Promise<void>
}
