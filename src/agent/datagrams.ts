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

/**
 * When so many have come within `windowMs`, those that follow travel together, for about as long: each piece costs a TLS record,
 * an HTTP/2 frame and a system call on every hop, more than a datagram itself. Who sends few waits for nothing.
 */
const many = 4
const windowMs = 1

/** What nothing follows goes then, in milliseconds: later than what follows would have taken it along. */
const lonelyMs = 3

/** Bytes that do not wait for more: two TLS records. */
const fullBatch = 32 * 1024

/** Frames that travel together once it is time. */
interface Batch {
  frames: Data
  begin: number
}

var $batch: Batch | undefined

/** When the current window began, how many have come in it, and in the one before. */
var $window = 0
var $count = 0
var $before = 0

/** Frames are on their way through the Hub that this stream takes its own from. */
var $isOwn = false

/** Bytes of a frame that has begun, and how many it will have; 0 while the length itself is incomplete. */
var $held: Data | undefined
var $wanted = 0
var $waiting = 0

/** Starts a context of this file's filters. Call it in onStart. */
export function startDatagrams(): void {
  $held = undefined
  $wanted = 0
  $waiting = 0
  $batch = undefined
  $window = 0
  $count = 0
  $before = 0
  $isOwn = false
}

/**
 * For replaceData: frames that are to travel now; null: they wait for more, and go into `hub` when none come. This stream must be
 * a party of it, with `unframe` behind. Empty Data is no datagram but the engine's signal to flush.
 */
export function frame(datagram: Data, hub: Hub): Data | null {
  const { size } = datagram
  if (size === 0) return datagram
  const framed = new Data([Math.floor(size / byte), size % byte]).push(datagram)
  const time = pipy.now()
  if (time - $window >= windowMs) {
    $before = time - $window < 2 * windowMs ? $count : 0
    $window = time
    $count = 0
  }
  $count++
  const batch = $batch
  if (!batch) {
    if ($before < many) return framed
    $batch = { frames: framed, begin: time }
    sendLonely($batch, hub)
    return null
  }
  batch.frames.push(framed)
  // In the turn of a datagram, not of a timer: so a path that has enough stops its source, on Pipy too.
  if (time - batch.begin < windowMs && batch.frames.size < fullBatch) return null
  $batch = undefined
  return batch.frames
}

async function sendLonely(batch: Batch, hub: Hub): Promise<void> {
  await new Timeout(lonelyMs / 1000).wait()
  if ($batch !== batch) return
  $batch = undefined
  $isOwn = true
  hub.broadcast(batch.frames)
  $isOwn = false
}

/** The same on the way to a stream that may not be open yet: without its Hub at most so many pass, and at once. */
export function frameEarly(datagram: Data, hub: Hub | undefined): Data | null {
  if (hub) return frame(datagram, hub)
  const { size } = datagram
  if (size === 0) return datagram
  return ++$waiting > waitingDatagrams ? null : new Data([Math.floor(size / byte), size % byte]).push(datagram)
}

/** For replaceData: the datagrams that are whole now, each as Data of its own. */
export function unframe(bytes: Data): Data[] {
  if (bytes.size === 0) return [bytes]
  if ($isOwn) return []
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
