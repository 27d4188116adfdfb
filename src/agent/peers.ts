/**
 * Other endpoints, asked for what is no stream: a ping, their services and ports.
 *
 * Owns nothing: sessions are session.ts's, and who may ask is for them to say.
 */
import type { PeerApi } from '../api/peer.ts'
import type { Endpoint, PingResult } from '../api/types.ts'
import { fault } from '../common/errors.ts'
import { type Client, createClient } from '../common/http/client.ts'
import { createTransport } from '../common/http/transport.ts'
import { type Administered, createAdministered } from './administered.ts'
import type { HubLink } from './hub-link.ts'
import type { Sessions } from './session.ts'

export interface PeerComponents {
  /** Id of this endpoint. */
  own: string
  sessions: Sessions
  /** Throws not-connected. */
  getLink: () => HubLink
  now: () => number
}

export interface Peers {
  /** Round trip of a small request. Rejects with endpoint-not-found, endpoint-offline, access-denied, bad-request for oneself. */
  ping: (endpoint: string) => Promise<PingResult>
  /** An endpoint by its id or name. Rejects with endpoint-not-found. */
  administer: (endpoint: string) => Promise<Administered>
}

export function createPeers(components: PeerComponents): Peers {
  const { own, sessions, now } = components
  return {
    ping: async endpoint => {
      const { id, name, client } = await find(components, endpoint)
      if (id === own) throw fault('bad-request', 'that is this endpoint itself', 'Ping another: ztm get endpoints')
      // The first one opens the session if need be.
      await client('GET /api/ping')
      const begin = now()
      await client('GET /api/ping')
      const roundTrip = now() - begin
      return { endpoint: name, path: sessions.pathOf(id), roundTrip, keyExchange: sessions.keyExchangeOf(id) }
    },
    administer: async endpoint => createAdministered((await find(components, endpoint)).client),
  }
}

async function find({ sessions, getLink }: PeerComponents, endpoint: string): Promise<Peer> {
  const found = await getLink().client('GET /api/endpoints/{endpoint}', { params: { endpoint } })
  const transport = createTransport(sessions.to(found))
  const asked = createClient<PeerApi>(transport, `endpoint ${found.name}`, 'target-unreachable')
  const client: Client<PeerApi> = async (route, options) => {
    try {
      return await asked(route, options)
    } catch (caught) {
      // Why there is no session says more than that there is none.
      throw sessions.failureOf(found.id) ?? caught
    }
  }
  return { ...found, client }
}

interface Peer extends Endpoint {
  client: Client<PeerApi>
}
