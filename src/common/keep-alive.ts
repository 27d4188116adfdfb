/**
 * Makes the system look after quiet connections: a peer that is gone without a word is noticed in half a minute.
 *
 * The engine only turns keep-alive on, and leaves the system's two hours. Owns nothing. Where the options are not those of
 * Linux, or the engine shows no socket (our runtime sets the times itself), it does nothing.
 */
import { setOption } from './socket-option.ts'

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
  setOption(socket, [tcpLevel, keepIdle], idleSeconds)
  setOption(socket, [tcpLevel, keepInterval], intervalSeconds)
  setOption(socket, [tcpLevel, keepCount], probes)
  setOption(socket, [tcpLevel, userTimeout], unacknowledgedMs)
}
