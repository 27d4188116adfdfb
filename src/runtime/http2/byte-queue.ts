/**
 * A queue of buffers: what waits in a stream, to be sent or to be read.
 *
 * Owns the buffers in it. Nothing is copied but small pieces that follow others, which are put together: a million
 * pieces of one byte would cost a hundred times their bytes otherwise.
 */

/** Bytes below which a piece is copied into a shared buffer; above, a copy would cost more than a Buffer object. */
const SMALL = 512

/** Bytes of such a shared buffer. */
const COLLECTOR_SIZE = 8192

export class ByteQueue {
  /** Bytes in the queue. */
  length = 0
  #buffers: Buffer[] = []
  #head = 0
  #collector: Buffer | null = null
  #collected = 0

  push(buffer: Buffer): void {
    const size = buffer.length
    if (size === 0) return
    this.length += size
    if (size < SMALL && this.#buffers.length > this.#head) this.#collect(buffer)
    else {
      this.#collector = null
      this.#buffers.push(buffer)
    }
  }

  #collect(buffer: Buffer): void {
    const last = this.#buffers.length - 1
    if (this.#collector && this.#collected + buffer.length <= COLLECTOR_SIZE) {
      const end = this.#collected + buffer.length
      buffer.copy(this.#collector, this.#collected)
      const tail = this.#buffers[last] as Buffer
      this.#buffers[last] = this.#collector.subarray(this.#collected - tail.length, end)
      this.#collected = end
      return
    }
    this.#collector = Buffer.allocUnsafeSlow(COLLECTOR_SIZE)
    buffer.copy(this.#collector, 0)
    this.#collected = buffer.length
    this.#buffers.push(this.#collector.subarray(0, buffer.length))
  }

  /** Moves the first `bytes` (at most `length`) to the end of `out`. */
  take(bytes: number, out: Buffer[]): void {
    let rest = bytes
    this.length -= bytes
    while (rest > 0) {
      const first = this.#buffers[this.#head] as Buffer
      if (first.length > rest) {
        out.push(first.subarray(0, rest))
        this.#buffers[this.#head] = first.subarray(rest)
        return
      }
      rest -= first.length
      out.push(first)
      this.#drop()
    }
  }

  /** Takes the first buffer, null if there is none. */
  shift(): Buffer | null {
    if (this.#head === this.#buffers.length) return null
    const first = this.#buffers[this.#head] as Buffer
    this.length -= first.length
    this.#drop()
    return first
  }

  clear(): void {
    this.length = 0
    this.#buffers = []
    this.#head = 0
    this.#collector = null
  }

  #drop(): void {
    this.#buffers[this.#head++] = EMPTY
    if (this.#head === this.#buffers.length) {
      this.#buffers = []
      this.#head = 0
      // What was handed out must not change any more.
      this.#collector = null
    } else if (this.#head >= COMPACT_AFTER) {
      this.#buffers.splice(0, this.#head)
      this.#head = 0
    }
  }
}

const EMPTY = Buffer.alloc(0)

/** Handed out places at the front of the array before it is moved up. */
const COMPACT_AFTER = 1024
