/**
 * Names and numbers of the wire, one place for all roles.
 *
 * History, one line per change:
 * - 1 (0.1.0): control, serve, join and peer connections; relays by CONNECT and by splice; services by CONNECT.
 * - 1 (0.1.0, later): punches, both ends of a splice dialling each other; who does not know them answers not-found.
 * - 1 (0.1.0, later): marks among datagrams, by lengths that no datagram has.
 *
 * Owns no state, imports nothing.
 */

/** ALPN names; the number is the version of what is spoken after the handshake. */
export const alpn = {
  /** Agent to hub, the agent is the HTTP/2 client: directory, relay requests, renewal, administration. */
  control: 'ztm-ctl/1',
  /** Agent to hub, the hub is the HTTP/2 client on the agent's connection: incoming relays, pings. */
  serve: 'ztm-srv/1',
  /** Agent to hub without a client certificate: enrolment and nothing else. */
  join: 'ztm-join/1',
  /** Hub to a CA in a process of its own. */
  ca: 'ztm-ca/1',
  /** Endpoint to CA, inside a `CONNECT` that hubs carry: administration. */
  admin: 'ztm-adm/1',
  /** Endpoint to endpoint, inside whatever carries it. */
  peer: 'ztm-peer/1',
} as const

/** Where a hub listens unless told otherwise. */
export const defaultHubPort = 8888

/** Where an agent's local API listens unless told otherwise. */
export const defaultAgentAddress = '127.0.0.1:7777'

/** Where a CA of its own process listens unless told otherwise. */
export const defaultCAAddress = '127.0.0.1:9999'

/** The DNS name in an endpoint's certificate that stands for its id. */
export function endpointName(uuid: string): string {
  return `${uuid}.ep.ztm`
}

/** The server name by which a calling endpoint shows its ticket: the hub reads it without ending TLS. */
export function spliceName(ticket: string): string {
  return `${ticket}${spliceSuffix}`
}

/** How every server name with a ticket ends. */
export const spliceSuffix = '.splice.ztm'

/** The one line by which a called endpoint shows its ticket; then it waits for the caller's TLS. */
export function spliceLine(ticket: string): string {
  return `${spliceGreeting}${ticket}\n`
}

/** How that line begins. */
export const spliceGreeting = 'ztm-splice/1 '

/** The request by which an endpoint finds out that a session carries bytes, and the status that answers it. */
export const probeMethod = 'HEAD'
export const probeStatus = 204

/** The DNS name in the certificate of a CA's own server. */
export const caName = 'ca.ztm'

/** The DNS name in a hub's certificate that stands for its id. */
export function hubName(id: string): string {
  return `${id}.hub.ztm`
}
