/**
 * Ports: local listeners that lead to services of a mesh.
 *
 * Owns the open listeners of one mesh. What is to be open is stored elsewhere (storage.ts) and handed in.
 */
import type { Port } from '../api/types.ts'
import { fault, toFault } from '../common/errors.ts'
import { portListenOptions } from '../common/links.ts'
import type { Log } from '../common/log.ts'
import type { StoredPort } from './storage.ts'
import type { Streams } from './streams.ts'

export interface PortComponents {
  streams: Streams
  log: Log
  /** Addresses that ports of any mesh of this agent listen on: the engine would silently replace a listener of ours. */
  taken: Set<string>
}

export interface Ports {
  /** Opens a listener. Throws address-in-use when the address cannot be had. Opening it again replaces where it leads. */
  open: (port: StoredPort) => Port
  /** Like `open`, but a failure is kept in the port's state and logged: for start-up. */
  restore: (port: StoredPort) => void
  close: (ip: string, port: number) => void
  closeAll: () => void
  list: () => Port[]
}

export function createPorts({ streams, log, taken }: PortComponents): Ports {
  const ports = new Map<string, Port>()
  const listen = (stored: StoredPort): Port => {
    const address = addressOf(stored.ip, stored.port)
    if (stored.protocol !== 'tcp') throw fault('bad-request', 'only TCP ports can be opened so far')
    if (taken.has(address) && !ports.has(address)) {
      throw fault(
        'address-in-use',
        `a port of another mesh listens on ${address}`,
        'ztm get ports --mesh NAME lists them.',
      )
    }
    const layout = streams.layoutTo({ protocol: stored.protocol, service: stored.service, endpoint: stored.endpoint })
    try {
      pipy.listen(address, portListenOptions(), layout)
    } catch (caught) {
      throw fault(
        'address-in-use',
        `cannot listen on ${address}: ${toFault(caught).message}`,
        'Choose another port, or find who has it: ss -ltnp',
      )
    }
    const port: Port = { ...stored, state: 'open' }
    ports.set(address, port)
    taken.add(address)
    log.info('port open', { address, service: `${stored.protocol}/${stored.service}` })
    return port
  }
  const close = (ip: string, port: number): void => {
    const address = addressOf(ip, port)
    if (!ports.has(address)) return
    if (ports.get(address)?.state === 'open') pipy.listen(address, null)
    ports.delete(address)
    taken.delete(address)
    log.info('port closed', { address })
  }
  return {
    open: listen,
    restore: stored => {
      try {
        listen(stored)
      } catch (caught) {
        const f = toFault(caught)
        log.error('port not open', { address: addressOf(stored.ip, stored.port), code: f.code, message: f.message })
        ports.set(addressOf(stored.ip, stored.port), { ...stored, state: 'failed', error: f.message })
      }
    },
    close,
    closeAll: () => {
      for (const port of listOf(ports)) close(port.ip, port.port)
    },
    list: () => listOf(ports),
  }
}

function listOf(ports: Map<string, Port>): Port[] {
  const list: Port[] = []
  for (const [, port] of ports) list.push(port)
  return list
}

/** `ip:port`, with brackets around IPv6. */
function addressOf(ip: string, port: number): string {
  return ip.includes(':') ? `[${ip}]:${port}` : `${ip}:${port}`
}
