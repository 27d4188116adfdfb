/**
 * Datagrams in a stream: each with its length in two bytes in front (as DNS over TCP has it, RFC 1035, 4.2.2).
 *
 * Owns the context of a stream that is taken apart. A stream carries the datagrams of one client address, in order; it cannot
 * lose one, so a client that sends faster than the mesh carries is dropped here, at the door.
 */

/** Bytes of the length. */
const headBytes = 2

/** Values of one byte. */
const byte = 256

/** Datagrams that wait while a stream is being opened; more are dropped, as UDP may. */
const waitingDatagrams = 64

/** Bytes of a frame that has begun, and how many it will have; 0 while the length itself is incomplete. */
var $held: Data | undefined
var $wanted = 0
var $waiting = 0

/** Starts a context of this file's filters. Call it in onStart. */
export function startDatagrams(): void {
  $held = undefined
  $wanted = 0
  $waiting = 0
}

/** For replaceData: a datagram as a frame. Empty Data is no datagram but the engine's signal to flush. */
export function frame(datagram: Data): Data {
  const { size } = datagram
  if (size === 0) return datagram
  return new Data([Math.floor(size / byte), size % byte]).push(datagram)
}

/** For replaceData on the way to a stream that may not be open yet: `frame`, or null for one too many. */
export function frameEarly(isOpen: boolean, datagram: Data): Data | null {
  if (!isOpen && datagram.size > 0 && ++$waiting > waitingDatagrams) return null
  return frame(datagram)
}

/** For replaceData: the datagrams that are whole now, each as Data of its own. */
export function unframe(bytes: Data): Data[] {
  if (bytes.size === 0) return [bytes]
  const held = ($held ?? new Data()).push(bytes)
  $held = held
  const whole: Data[] = []
  while (true) {
    if ($wanted === 0) {
      if (held.size < headBytes) return whole
      const [high = 0, low = 0] = held.shift(headBytes).toArray()
      $wanted = high * byte + low
      if ($wanted === 0) continue
    }
    if (held.size < $wanted) return whole
    whole.push(held.shift($wanted))
    $wanted = 0
  }
}
