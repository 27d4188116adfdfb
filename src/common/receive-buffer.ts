/**
 * Room in the kernel for datagrams that come while the process is busy with others, or does not get the processor: what finds
 * none is lost. Owns nothing.
 */
import { setOption } from './socket-option.ts'

/** A fifth of a second at 200 Mbit/s, as Linux counts it. Systems give what they allow (net.core.rmem_max). */
const receiveBytes = 4 * 1024 * 1024

/** Linux: SOL_SOCKET and SO_RCVBUF (socket(7)). */
const receiveBuffer = [1, 8] as const

/** SO_RCVBUFFORCE: the same past the system's limit, for root only. */
const forcedBuffer = [1, 33] as const

/** Call it for a UDP socket; again does no harm. On an engine that shows no sockets, it is the engine's business. */
export function widenReceiveBuffer(socket: EngineSocket | undefined): void {
  if (!socket || os.platform !== 'linux') return
  setOption(socket, receiveBuffer, receiveBytes)
  setOption(socket, forcedBuffer, receiveBytes)
}
