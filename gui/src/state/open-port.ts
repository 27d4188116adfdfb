/** Opening local ports: what is asked of the agent, and how a port is named. Owns nothing. */
import type { Port } from '../../../src/api/types.ts'
import { mesh, ports } from './agent.ts'
import { call } from './client.ts'
import type { Place } from './place.ts'

export const loopback = '127.0.0.1'

/** Where suggestions begin: above what programs usually take. */
const firstPort = 10080

/** One that this agent has not opened; whether another program has it only the agent can tell. */
export function suggestPort(): number {
  const taken = ports.value.items.map(({ port }) => port)
  let port = firstPort
  while (taken.includes(port)) port++
  return port
}

export interface PortWish {
  ip: string
  port: string
  /** `tcp/NAME` or `udp/NAME`. */
  service: string
  /** Id or name; '' for any. */
  endpoint: string
  /** All connections of one client address to one provider. */
  sticky: boolean
  /** The port follows HTTP/1. TCP only: for another service it says nothing. */
  isHttp: boolean
}

/** Opens a port at a place and waits until its list knows. Rejects with a Problem. */
export async function openPort(place: Place, { ip, port, service, endpoint, sticky, isHttp }: PortWish): Promise<void> {
  const { protocol, service: name } = splitService(service)
  await call('PUT /api/meshes/{mesh}/endpoints/{endpoint}/ports/{ip}/{protocol}/{port}', {
    params: { mesh: mesh.value?.name ?? '', endpoint: place.endpoint, ip, protocol, port },
    body: {
      service: name,
      endpoint: endpoint || undefined,
      sticky: sticky ? 'client-ip' : undefined,
      speaks: isHttp && protocol === 'tcp' ? 'http' : undefined,
    },
  })
  await place.refresh()
}

/** Of `tcp/NAME` or `udp/NAME`. */
export function splitService(text: string): Pick<Port, 'protocol' | 'service'> {
  const [protocol, service = ''] = text.split('/')
  return { protocol: protocol === 'udp' ? 'udp' : 'tcp', service }
}

/** What programs connect to. */
export function addressOf({ ip, port }: Pick<Port, 'ip' | 'port'>): string {
  return ip.includes(':') ? `[${ip}]:${port}` : `${ip}:${port}`
}
