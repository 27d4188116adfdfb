/**
 * Binds a TCP server at once: Pipy's listen throws when an address cannot be had, Node's tells later.
 *
 * `_listen2` is how `net` itself binds literal addresses; it has kept its name and arguments since Node 0.x, and the Node that runs
 * this is pinned by the lock file.
 */
import { isIP, type Server } from 'node:net'

/** Connections that wait in the kernel until they are accepted; Node's default. */
const backlog = 511

interface Binder {
  _listen2(address: string, port: number, family: 4 | 6, backlog: number, fd?: number, exclusive?: boolean): void
}

/** Throws when the host is no IP literal or the address cannot be had. */
export function bindTCP(server: Server, host: string, port: number): void {
  const family = isIP(host)
  if (family === 0) throw new Error(`invalid IP address: ${host}`)
  ;(server as unknown as Binder)._listen2(host, port, family as 4 | 6, backlog, undefined, true)
  if (!server.listening)
    throw new Error(`cannot bind to ${host}:${port}: bind: Address already in use or not available`)
}
