/**
 * Makes the system look after quiet connections: a peer that is gone without a word is noticed in half a minute.
 *
 * The engine only turns keep-alive on, and leaves the system's two hours. Owns nothing. Where the options are not those of
 * Linux, or the engine shows no socket (our runtime sets the times itself), it does nothing.
 */

/** Linux: IPPROTO_TCP and options of tcp(7). */
const tcpLevel = 6
const keepIdle = 4
const keepInterval = 5
const keepCount = 6
const userTimeout = 18

/** Seconds of silence before the first probe, and between probes; probes without an answer until it is dead. */
const idleSeconds = 20
const intervalSeconds = 5
const probes = 3

/** Data that nobody acknowledges for so long means death as well, in milliseconds. */
const unacknowledgedMs = 35_000

/** Call it when a connection is made or accepted. */
export function keepAlive(socket: EngineSocket | undefined): void {
  if (!socket || os.platform !== 'linux') return
  set(socket, keepIdle, idleSeconds)
  set(socket, keepInterval, intervalSeconds)
  set(socket, keepCount, probes)
  set(socket, userTimeout, unacknowledgedMs)
}

/** A number as the C int of a little-endian machine; on another the system refuses it, and the defaults stay. */
function set(socket: EngineSocket, option: number, value: number): void {
  try {
    socket.setRawOption(tcpLevel, option, new Data([value % 256, Math.floor(value / 256) % 256, 0, 0]))
  } catch {
    // The connection is over already: whoever uses it is told by its end.
  }
}
