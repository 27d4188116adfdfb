/**
 * What an agent tells of the computer that it runs on: for the first steps of somebody who has no mesh, or nothing in it yet.
 *
 * Types only.
 */

export interface Computer {
  /** What the system calls it; '' where that is not known. */
  name: string
  /** IPv4 addresses by which others may reach it; none where they are not known. */
  addresses: string[]
  /** TCP ports that programs listen on, without the agent's own; absent where the system does not tell (all but Linux). */
  listeners?: Listener[]
  /** Whether the agent can start a hub here. */
  canHost: boolean
}

export interface Listener {
  port: number
  /** `host:port` by which the agent reaches it. */
  target: string
}

/** A hub that the agent runs, with the CA of its mesh. */
export interface HostedHub {
  mesh: string
  /** `host:port` that agents dial. */
  address: string
}
