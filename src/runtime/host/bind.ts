/**
 * Binds TCP servers and UDP sockets at once: Pipy's listen throws when an address cannot be had, Node's tells later.
 *
 * `_listen2` is how `net` itself binds literal addresses; it has kept its name and arguments since Node 0.x, and the Node that runs
 * this is pinned by the lock file.
 */
import { createSocket, type Socket } from 'node:dgram'
import { isIP, type Server } from 'node:net'

/** Connections that wait in the kernel until they are accepted; Node's default. */
const backlog = 511

interface Binder {
  _listen2(address: string, port: number, family: 4 | 6, backlog: number, fd?: number, exclusive?: boolean): void
}

/** Throws when the host is no IP literal or the address cannot be had. */
export function bindTCP(server: Server, host: string, port: number): void {
  ;(server as unknown as Binder)._listen2(host, port, familyOf(host), backlog, undefined, true)
  if (!server.listening) throw cannotBind(host, port)
}

/**
 * Datagrams that come while we are busy wait in the kernel, in so many bytes as Linux counts them: a fifth of a second at
 * 200 Mbit/s. Systems give what they allow.
 */
const receiveBytes = 4 * 1024 * 1024

/** Call it for a bound UDP socket. */
export function widenReceiveBuffer(socket: Socket): void {
  try {
    socket.setRecvBufferSize(receiveBytes)
  } catch {
    // Some systems refuse what is too much: then it stays as it is.
  }
}

/** A bound socket. Throws as bindTCP does. Its lookup answers at once, so that Node binds, and fails, at once. */
export function bindUDP(host: string, port: number): Socket {
  const family = familyOf(host)
  const socket = createSocket({
    type: family === 6 ? 'udp6' : 'udp4',
    lookup: (_name, _options, found) => found(null, host, family),
  })
  let isFailed = false
  const fail = () => {
    isFailed = true
  }
  socket.once('error', fail)
  socket.bind({ address: host, port, exclusive: true })
  socket.off('error', fail)
  if (isFailed) throw cannotBind(host, port)
  widenReceiveBuffer(socket)
  return socket
}

function familyOf(host: string): 4 | 6 {
  const family = isIP(host)
  if (family === 0) throw new Error(`invalid IP address: ${host}`)
  return family as 4 | 6
}

const cannotBind = (host: string, port: number): Error =>
  new Error(`cannot bind to ${host}:${port}: bind: Address already in use or not available`)
