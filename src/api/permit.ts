/**
 * The permit: what an invited user, or a hub of its own process, needs to join once. It is a secret, and holds no key.
 *
 * Types only; making and parsing is in src/common/permit.ts.
 */

export interface Permit {
  version: 1
  /** Name of the mesh, as its CA calls it. */
  mesh: string
  /** Trusted roots, PEM. */
  roots: string[]
  /** `host:port` of the hubs; of the CA, in a hub's permit. */
  hubs: string[]
  /** The user that endpoints enrolled with it belong to; `hub` in a hub's permit. */
  user: string
  token: { id: string; secret: string }
  /** Milliseconds since 1970. */
  expires: number
  /** How many it may enrol. */
  uses: number
}
