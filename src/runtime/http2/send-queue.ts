/**
 * Which stream's data goes out next: one frame of each in turn, as far as windows go.
 *
 * Owns the ring of streams that have data and a window, and the connection's send window. Makes DATA frames; does not
 * write to the transport.
 */
import { dataHeader, LARGEST_WINDOW } from './frames.ts'
import type { Http2Stream } from './stream.ts'

/** Bytes of one stream before it is the next one's turn, whatever frame size the peer takes. */
export const QUANTUM = 65_536

export class SendQueue {
  /** Bytes that the peer takes on the connection. */
  window: number
  #head: Http2Stream | null = null
  #tail: Http2Stream | null = null
  /** Streams that sent since the last look, for `onDrain`. */
  readonly sent: Http2Stream[] = []

  constructor(window: number) {
    this.window = window
  }

  get sendable(): boolean {
    return this.#head !== null && this.window > 0
  }

  add(stream: Http2Stream): void {
    if (stream.ready || !stream.sendable) return
    stream.ready = true
    if (this.#tail) this.#tail.next = stream
    else this.#head = stream
    this.#tail = stream
  }

  grow(increment: number): boolean {
    if (this.window + increment > LARGEST_WINDOW) return false
    this.window += increment
    return true
  }

  /** Appends frames to `out`, about `budget` bytes of them. Answers how many bytes they carry. */
  fill(out: Buffer[], budget: number, maxFrameSize: number): number {
    const quantum = Math.min(maxFrameSize, QUANTUM)
    let total = 0
    while (this.#head && this.window > 0 && total < budget) {
      const stream = this.#shift(this.#head)
      // A stream that was closed or lost its window by SETTINGS stays in the ring until its turn.
      if (!stream.sendable) continue
      const { outbox } = stream
      const length = Math.min(outbox.length, stream.sendWindow, this.window, quantum)
      const isLast = stream.localEnded && length === outbox.length && !stream.outTrailers
      out.push(dataHeader(stream.id, length, isLast))
      outbox.take(length, out)
      stream.sendWindow -= length
      this.window -= length
      total += length
      if (stream.needsDrain) this.sent.push(stream)
      if (isLast) stream.ended()
      else if (outbox.length === 0 && stream.localEnded) stream.finish()
      else this.add(stream)
    }
    return total
  }

  clear(): void {
    this.#head = null
    this.#tail = null
    this.sent.length = 0
  }

  #shift(stream: Http2Stream): Http2Stream {
    this.#head = stream.next
    if (!stream.next) this.#tail = null
    stream.next = null
    stream.ready = false
    return stream
  }
}
