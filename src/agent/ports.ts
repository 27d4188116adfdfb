/**
 * Ports: local listeners that lead to services of a mesh.
 *
 * Owns the open listeners of one mesh. What is to be open is stored elsewhere (storage.ts) and handed in.
 */
import type { Port, Protocol } from '../api/types.ts'
import { fault, toFault } from '../common/errors.ts'
import { portListenOptions } from '../common/links.ts'
import type { Log } from '../common/log.ts'
import { createHttpPort } from './http-port.ts'
import type { StoredPort } from './storage.ts'
import type { Streams } from './streams.ts'

export interface PortComponents {
  streams: Streams
  log: Log
  /** Protocols and addresses that ports of any mesh of this agent listen on: the engine would silently replace a listener of ours. */
  taken: Set<string>
}

export interface Ports {
  /** Opens a listener. Throws address-in-use when the address cannot be had. Opening it again replaces where it leads. */
  open: (port: StoredPort) => Port
  /** Like `open`, but a failure is kept in the port's state and logged: for start-up. */
  restore: (port: StoredPort) => void
  close: (protocol: Protocol, ip: string, port: number) => void
  closeAll: () => void
  list: () => Port[]
}

export function createPorts({ streams, log, taken }: PortComponents): Ports {
  const ports = new Map<string, Port>()
  const listen = (stored: StoredPort): Port => {
    const address = addressOf(stored.ip, stored.port)
    const key = keyOf(stored)
    if (taken.has(key) && !ports.has(key)) {
      throw fault(
        'address-in-use',
        `a port of another mesh listens on ${address}`,
        'ztm get ports --mesh NAME lists them.',
      )
    }
    const { protocol, service, endpoint, sticky, speaks } = stored
    const destination = { protocol, service, endpoint }
    const isSticky = sticky !== undefined
    const layout = speaks ? createHttpPort(streams, destination, isSticky) : streams.layoutTo(destination, isSticky)
    try {
      pipy.listen(address, stored.protocol, portListenOptions(stored.protocol), layout)
    } catch (caught) {
      throw fault(
        'address-in-use',
        `cannot listen on ${address}: ${toFault(caught).message}`,
        'Choose another port, or find who has it: ss -ltnp',
      )
    }
    const port: Port = { ...stored, state: 'open' }
    ports.set(key, port)
    taken.add(key)
    log.info('port open', { address, service: `${stored.protocol}/${stored.service}` })
    return port
  }
  const close = (protocol: Protocol, ip: string, number: number): void => {
    const key = keyOf({ protocol, ip, port: number })
    const port = ports.get(key)
    if (!port) return
    const address = addressOf(ip, number)
    if (port.state === 'open') pipy.listen(address, protocol, {}, null)
    ports.delete(key)
    taken.delete(key)
    log.info('port closed', { address, protocol })
  }
  return {
    open: listen,
    restore: stored => {
      try {
        listen(stored)
      } catch (caught) {
        const f = toFault(caught)
        log.error('port not open', { address: addressOf(stored.ip, stored.port), code: f.code, message: f.message })
        ports.set(keyOf(stored), { ...stored, state: 'failed', error: f.message })
      }
    },
    close,
    closeAll: () => {
      for (const port of listOf(ports)) close(port.protocol, port.ip, port.port)
    },
    list: () => listOf(ports),
  }
}

function listOf(ports: Map<string, Port>): Port[] {
  const list: Port[] = []
  for (const [, port] of ports) list.push(port)
  return list
}

/** TCP and UDP have ports of their own. */
function keyOf({ protocol, ip, port }: Pick<StoredPort, 'protocol' | 'ip' | 'port'>): string {
  return `${protocol} ${addressOf(ip, port)}`
}

/** `ip:port`, with brackets around IPv6. */
function addressOf(ip: string, port: number): string {
  return ip.includes(':') ? `[${ip}]:${port}` : `${ip}:${port}`
}
