/**
 * Sets options of the operating system's sockets, which the engine gives on Pipy only. Owns nothing.
 */

/** A number as the C int of a little-endian machine; on another the system refuses it, and its default stays. */
export function setOption(socket: EngineSocket, [level, option]: readonly [number, number], value: number): void {
  const bytes = [
    value % 256,
    Math.floor(value / 256) % 256,
    Math.floor(value / 65536) % 256,
    Math.floor(value / 2 ** 24),
  ]
  try {
    socket.setRawOption(level, option, new Data(bytes))
  } catch {
    // The connection is over already: whoever uses it is told by its end.
  }
}
