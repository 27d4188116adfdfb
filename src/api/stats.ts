/**
 * How much a mesh carried here, and how far its hubs were, over the last hour: what charts and the console's picture are drawn of.
 *
 * Types only. Lists are as long as `times`, the oldest sample first.
 */

export interface Stats {
  /** When each sample was taken, in milliseconds since 1970. */
  times: number[]
  /** Bytes per second of streams that left this computer since the sample before. */
  sent: number[]
  /** The same of those that came. */
  received: number[]
  /** Of each hub that was linked meanwhile the round trip of its last ping, in milliseconds; null where it was not connected. */
  hubs: { address: string; roundTrips: (number | null)[] }[]
  /** With whom something was exchanged between the last two samples: bytes per second, as above. */
  endpoints: { id: string; sent: number; received: number }[]
}
