/**
 * Joins a Node stream (a TCP socket, a TLS connection) to a pipeline: bytes read become Data, events written become bytes.
 *
 * Owns the stream, its time limits and the pausing in both directions: more than `congestionLimit` unwritten bytes pause the
 * pipeline's source, `pause()` stops reading. Gives exactly one StreamEnd. Follows Pipy's src/socket.cpp.
 */
import type { Duplex } from 'node:stream'
import { Data } from '../core/data.ts'
import { type PipyEvent, StreamEnd } from '../core/events.ts'
import type { ClaimableSocket } from '../core/socket.ts'
import { type Sink, type Source, Valve } from '../core/stage.ts'
import { BulkWriter } from './bulk-writer.ts'
import { countReceived } from './garbage.ts'
import { defaultCongestionLimit, type SocketOptions, wordOf } from './socket-options.ts'
import { watchTime } from './watch-time.ts'

export interface SocketLinkEnds {
  /** Gets what the socket reads, and one StreamEnd. */
  output: Sink
  /** Paused while too much waits to be written. */
  source: Source
  /** Called once, when both directions are over. */
  onClose?: (error: string | undefined) => void
}

export class SocketLink implements Sink, Source, ClaimableSocket {
  readonly stream: Duplex
  private readonly ends: SocketLinkEnds
  private readonly limit: number
  private readonly bufferLimit: number
  private readonly stopWatch: () => void
  private readonly valve: Valve
  private readonly writer: BulkWriter
  private congested = false
  private ended = false
  private claimed = false
  private error: string | undefined

  constructor(stream: Duplex, options: SocketOptions, ends: SocketLinkEnds) {
    this.stream = stream
    this.ends = ends
    const { congestionLimit = defaultCongestionLimit, bufferLimit = 0 } = options
    this.limit = congestionLimit > 0 ? congestionLimit : Number.POSITIVE_INFINITY
    this.bufferLimit = bufferLimit > 0 ? bufferLimit : Number.POSITIVE_INFINITY
    this.writer = new BulkWriter(stream, Math.min(this.limit, this.bufferLimit))
    this.valve = new Valve(open => {
      if (this.claimed) return
      if (open) stream.resume()
      else stream.pause()
    })
    stream.on('data', this.onData)
    stream.on('end', this.onEnd)
    stream.on('drain', this.onDrain)
    stream.on('error', error => {
      this.error ??= wordOf(error)
    })
    stream.on('close', () => this.onClose())
    this.stopWatch = watchTime(stream, options, word => this.abort(word))
  }

  private readonly onData = (bytes: Buffer): void => {
    countReceived(bytes.length)
    this.ends.output.write(Data.of(bytes))
  }

  private readonly onEnd = (): void => this.endInput()

  private readonly onDrain = (): void => this.relax()

  write(event: PipyEvent): void {
    const { stream } = this
    if (event instanceof StreamEnd) {
      if (this.claimed) stream.destroy()
      // An end with an error ends both directions, when all is written (Pipy's src/socket.cpp, SocketTCP::send).
      else if (event.error !== undefined) this.stream.destroySoon?.()
      else if (!stream.writableEnded) stream.end()
      return
    }
    if (!(event instanceof Data) || event.size === 0 || this.claimed || !stream.writable) return
    this.writer.write(event.slices, event.size)
    const { writableLength } = stream
    if (writableLength > this.bufferLimit) return this.abort('BufferOverflow')
    if (writableLength > this.limit && !this.congested) {
      this.congested = true
      this.ends.source.pause()
    }
  }

  pause(): void {
    this.valve.pause()
  }

  resume(): void {
    this.valve.resume()
  }

  /** Ends both directions at once with a reason for the pipeline. */
  abort(word: string | undefined): void {
    this.error ??= word
    this.stream.destroy()
  }

  /** The pipeline is gone: what was written still goes out, nothing more is read. */
  close(): void {
    this.ended = true
    if (this.stream.writableLength > 0 && !this.claimed) {
      this.stream.resume()
      this.stream.destroySoon?.()
    } else {
      this.stream.destroy()
    }
  }

  claim(unread: Data): Duplex {
    const { stream } = this
    this.claimed = true
    this.writer.flush()
    stream.off('data', this.onData)
    stream.off('end', this.onEnd)
    stream.off('drain', this.onDrain)
    stream.pause()
    if (unread.size > 0) stream.unshift(unread.toBuffer())
    return stream
  }

  private relax(): void {
    if (this.congested) this.ends.source.resume()
    this.congested = false
  }

  private endInput(): void {
    if (this.ended) return
    this.ended = true
    this.ends.output.write(new StreamEnd(this.error))
  }

  private onClose(): void {
    this.stopWatch()
    this.relax()
    // Whoever claimed the socket tells of its end.
    if (!this.claimed) this.endInput()
    this.ended = true
    this.ends.onClose?.(this.error)
  }
}

declare module 'node:stream' {
  interface Duplex {
    /** Of sockets: ends, and destroys when all is written. */
    destroySoon?: () => void
  }
}
