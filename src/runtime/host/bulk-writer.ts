/**
 * Writes to a stream: at once what is small, in one piece per turn of the event loop what is much.
 *
 * TLS hands out what it decrypts in records of 16 KB, each in a callback of its own. Written as they come, each costs a system
 * call and wakes the reader; gathered until the turn is over they cost a fifth of the calls: measured at a serving agent,
 * 18 instead of 85 thousand calls for a gigabyte. Owns the cork of the stream.
 */
import type { Duplex } from 'node:stream'

/** From this size on bytes are part of a transfer, where nobody waits for the single piece. */
const bulk = 4096

/** Gathered bytes that are written without waiting for the end of the turn. */
const most = 256 * 1024

export class BulkWriter {
  private readonly stream: Duplex
  private readonly enough: number
  private isGathering = false

  /** Never more than `limit` bytes are gathered: beyond it what waits has a meaning. */
  constructor(stream: Duplex, limit: number) {
    this.stream = stream
    this.enough = Math.min(limit, most)
  }

  write(slices: readonly Buffer[], size: number): void {
    const { stream } = this
    if (size < bulk && !this.isGathering) {
      // A copy is cheaper than a write of several pieces; TLS would make it anyway.
      stream.write(slices.length === 1 ? slices[0] : Buffer.concat(slices, size))
      return
    }
    if (!this.isGathering) this.gather()
    for (const slice of slices) stream.write(slice)
    if (size < bulk || stream.writableLength > this.enough) this.flush()
  }

  private gather(): void {
    this.isGathering = true
    this.stream.cork()
    setImmediate(this.flush)
  }

  /** Hands over what was gathered. */
  readonly flush = (): void => {
    if (!this.isGathering) return
    this.isGathering = false
    this.stream.uncork()
  }
}
