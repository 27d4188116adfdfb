/**
 * The client's HTTP/2 session over the sub-pipeline of muxHTTP.
 *
 * Owns the sub-pipeline: bytes of the session go in, bytes of the peer come out, and it is closed with the session.
 */
import type { Context } from '../core/context.ts'
import { Data } from '../core/data.ts'
import { type PipyEvent, StreamEnd } from '../core/events.ts'
import type { PipelineLayout } from '../core/layout.ts'
import { openPipeline, type Pipeline } from '../core/pipeline.ts'
import { Valve } from '../core/stage.ts'
import { createSession } from '../http2/session.ts'
import type { Session } from '../http2/types.ts'
import { type ExchangeEvents, type HttpExchange, openStream } from './http2-exchange.ts'
import { sessionLimits, type Windows } from './http2-windows.ts'
import type { MuxSession } from './mux-http.ts'

export class Http2MuxSession implements MuxSession {
  readonly isShared = true
  private readonly session: Session
  private readonly sub: Pipeline
  private readonly valve: Valve
  private error: unknown
  private ended = false
  /** The peer takes no more streams, or we asked it to end. */
  private leaving = false

  constructor(layout: PipelineLayout, context: Context, windows: Windows) {
    this.session = createSession({
      role: 'client',
      ...sessionLimits(windows),
      send: buffers => {
        const data = new Data()
        for (const buffer of buffers) data.add(buffer)
        this.sub.write(data)
        return this.valve.isOpen
      },
      onFull: full => (full ? this.sub.pause() : this.sub.resume()),
      onGoAway: () => {
        this.leaving = true
      },
      onClose: () => this.finish(),
    })
    this.valve = new Valve(open => {
      if (open) this.session.drain()
    })
    this.sub = openPipeline(layout, { context, output: { write: event => this.receive(event) }, source: this.valve })
  }

  get isAlive(): boolean {
    return !this.ended && !this.leaving && !this.session.closed
  }

  open(events: ExchangeEvents): HttpExchange {
    return openStream(this.session, () => this.error, events)
  }

  close(): void {
    this.leaving = true
    this.session.close()
  }

  private receive(event: PipyEvent): void {
    if (this.ended) return
    if (event instanceof Data) {
      for (const slice of event.slices) this.session.receive(slice)
    } else if (event instanceof StreamEnd) {
      this.ended = true
      // Streams tell it as the engine would: by the word for why the connection ended.
      this.error = event.error
      this.session.transportEnded()
    }
  }

  /** The session is over; the pipeline may be in the middle of telling us so. */
  private finish(): void {
    const tell = !this.ended
    this.ended = true
    queueMicrotask(() => {
      if (tell) this.sub.write(new StreamEnd())
      this.sub.close()
    })
  }
}
