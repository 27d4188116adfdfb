/**
 * Datagrams in a stream: each with its length in two bytes in front (as DNS over TCP has it, RFC 1035, 4.2.2).
 *
 * Owns the context of a stream that is taken apart. A stream carries the datagrams of one client address, in order; it cannot
 * lose one, so a client that sends faster than the mesh carries is dropped here, at the door (datagram-window.ts). Lengths that no
 * datagram has stand for marks, by which both ends know what is under way.
 */
import { later } from '../common/end-later.ts'
import { createDatagramWindow, type DatagramWindow, letIn, markDue, markReturned } from './datagram-window.ts'

/** Bytes of the length. */
const headBytes = 2

/** Lengths that stand for a mark, and for one that is sent back; then its number follows. UDP over IP ends at 65507 bytes. */
const markLength = 0xffff
const returnedLength = 0xfffe
const longestDatagram = 65507
const idBytes = 4

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

/** What may be under way from here. */
var $sending: DatagramWindow | undefined

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
  $sending = createDatagramWindow()
  $isOwn = false
}

/**
 * For replaceData: frames that are to travel now; null: they wait for more, and go into `hub` when none come, or are dropped because
 * too much is under way. This stream must be a party of it, with `unframe` behind. Empty Data is no datagram but the engine's signal
 * to flush.
 */
export function frame(datagram: Data, hub: Hub): Data | null {
  const { size } = datagram
  if (size === 0) return datagram
  const time = pipy.now()
  const window = $sending
  if (!window || size > longestDatagram || !letIn(window, size + headBytes, time)) return null
  const framed = headed(size).push(datagram)
  const mark = markDue(window, time)
  if (mark !== undefined) framed.push(markOf(markLength, mark))
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

function headed(length: number): Data {
  return new Data([Math.floor(length / byte), length % byte])
}

function markOf(length: number, id: number): Data {
  const numbers = [
    Math.floor(id / byte ** 3),
    Math.floor(id / byte ** 2) % byte,
    Math.floor(id / byte) % byte,
    id % byte,
  ]
  return headed(length).push(new Data(numbers))
}

async function sendLonely(batch: Batch, hub: Hub): Promise<void> {
  await new Timeout(lonelyMs / 1000).wait()
  if ($batch !== batch) return
  $batch = undefined
  send(batch.frames, hub)
}

/** Past what this stream takes out of the hub. */
function send(frames: Data, hub: Hub): void {
  $isOwn = true
  hub.broadcast(frames)
  $isOwn = false
}

/** The same on the way to a stream that may not be open yet: without its Hub at most so many pass, and at once. */
export function frameEarly(datagram: Data, hub: Hub | undefined): Data | null {
  if (hub) return frame(datagram, hub)
  const { size } = datagram
  if (size === 0) return datagram
  return ++$waiting > waitingDatagrams || size > longestDatagram ? null : headed(size).push(datagram)
}

/** For replaceData: the datagrams that are whole now, each as Data of its own. Marks go back through `hub`, in another turn. */
export function unframe(bytes: Data, hub: Hub | undefined): Data[] {
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
    const isMark = $wanted > longestDatagram
    if (held.size < (isMark ? idBytes : $wanted)) return whole
    if (isMark) takeMark(held.shift(idBytes), hub)
    else whole.push(held.shift($wanted))
    $wanted = 0
  }
}

/** A mark of the other end is sent back; one of our own tells what has arrived. Other lengths are for later versions. */
function takeMark(id: Data, hub: Hub | undefined): void {
  if ($wanted === markLength && hub) {
    const returned = headed(returnedLength).push(id)
    later(() => send(returned, hub))
  } else if ($wanted === returnedLength && $sending) {
    const [a = 0, b = 0, c = 0, d = 0] = id.toArray()
    markReturned($sending, ((a * byte + b) * byte + c) * byte + d, pipy.now())
  }
}
