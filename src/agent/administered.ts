/**
 * An endpoint whose services and ports are looked at and changed: this agent's own, or another through a session.
 *
 * Owns nothing. Who may do it is for the endpoint itself to say (peer-api.ts).
 */
import type { PeerApi } from '../api/peer.ts'
import type { Port, Protocol, Service } from '../api/types.ts'
import type { Client } from '../common/http/client.ts'
import type { StoredPort } from './storage.ts'

type Eventually<Value> = Value | Promise<Value>

export interface Administered {
  services: () => Eventually<Service[]>
  publish: (service: Service) => Promise<void>
  /** Rejects with no-such-service. */
  unpublish: (protocol: string, name: string) => Promise<void>
  ports: () => Eventually<Port[]>
  /** It listens before this is answered. Throws address-in-use. */
  openPort: (port: StoredPort) => Eventually<Port>
  /** Throws no-such-port. */
  closePort: (protocol: Protocol, ip: string, port: number) => Eventually<void>
}

/** Another endpoint. Everything rejects with access-denied, and with why it is not reached. */
export function createAdministered(client: Client<PeerApi>): Administered {
  return {
    services: async () => (await client('GET /api/services')).items,
    publish: async ({ protocol, name, target, users, check }) => {
      await client('PUT /api/services/{protocol}/{name}', {
        params: { protocol, name },
        body: { target, users, check },
      })
    },
    unpublish: async (protocol, name) => {
      await client('DELETE /api/services/{protocol}/{name}', { params: { protocol, name } })
    },
    ports: async () => (await client('GET /api/ports')).items,
    openPort: ({ protocol, ip, port, service, endpoint, sticky, speaks }) =>
      client('PUT /api/ports/{ip}/{protocol}/{port}', {
        params: { ip, protocol, port: String(port) },
        body: { service, endpoint, sticky, speaks },
      }),
    closePort: async (protocol, ip, port) => {
      await client('DELETE /api/ports/{ip}/{protocol}/{port}', { params: { ip, protocol, port: String(port) } })
    },
  }
}
