/**
 * Ends outgoing connections that the engine has dropped without telling anybody.
 *
 * Pipy 2.0.2 closes the socket after a write error and sends neither a StreamEnd nor a state (src/socket.cpp, on_send): what
 * is joined to the connection would wait for ever. So each connection's socket is looked at now and then; one that is
 * not what it was is ended. Owns the list of connections and the timer, which runs while there are any. On an engine
 * whose connections show no socket there is nothing to do.
 */

/** Seconds between looks: how long a stream may hang before it is told. */
const lookSeconds = 2

/** Linux: SOL_SOCKET and SO_COOKIE, a number that no other socket has (socket(7)). */
const socketLevel = 1
const socketCookie = 57

/** Errors that tell a socket which is gone from a system that has no cookies: EBADF, ENOTSOCK (as on Linux and BSD). */
const goneErrors = [9, 38, 88]

interface Watched {
  outbound: Outbound
  socket: EngineSocket
  /** What tells the socket from another with the same number; '' where the system has no such thing. */
  identity: string
}

let watched: Watched[] = []
let isRunning = false

/** Watches a connection from now to its end. Call it when the connection is made. */
export function watchSilentEnd(outbound: Outbound): void {
  const { socket } = outbound
  if (!socket) return
  watched.push({ outbound, socket, identity: identityOf(socket) ?? '' })
  if (!isRunning) keepLooking()
}

async function keepLooking(): Promise<void> {
  isRunning = true
  while (watched.length > 0) {
    await new Timeout(lookSeconds).wait()
    watched = watched.filter(isAlive)
  }
  isRunning = false
}

function isAlive({ outbound, socket, identity }: Watched): boolean {
  if (outbound.state === 'closed') return false
  if (identityOf(socket) === identity) return true
  outbound.close()
  return false
}

/** Undefined when there is no socket of that number. */
function identityOf(socket: EngineSocket): string | undefined {
  const cookie = new Data()
  try {
    const error = socket.getRawOption(socketLevel, socketCookie, cookie)
    return goneErrors.includes(error) ? undefined : cookie.toString('hex')
  } catch {
    return undefined
  }
}
