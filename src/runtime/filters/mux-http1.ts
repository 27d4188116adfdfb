/**
 * The client's HTTP/1 connection over the sub-pipeline of muxHTTP: one request at a time, kept for the next.
 *
 * Owns the sub-pipeline. Follows Pipy's HTTPSession in src/filters/http.cpp: whole requests are sent at once, and nothing
 * comes after the end of a response, not even a StreamEnd.
 */
import type { Context } from '../core/context.ts'
import { type PipyEvent, StreamEnd } from '../core/events.ts'
import type { PipelineLayout } from '../core/layout.ts'
import { openPipeline, type Pipeline } from '../core/pipeline.ts'
import { createEventDuplex, type EventDuplex } from '../host/event-duplex.ts'
import { createHttp1Client, type Http1Client } from '../host/http1-client.ts'
import { headOfError, isTunnelOpen, tunnelOf } from './http-head.ts'
import type { ExchangeEvents, HttpExchange } from './http2-exchange.ts'
import type { MuxSession } from './mux-http.ts'

export class Http1MuxSession implements MuxSession {
  readonly isShared = false
  private readonly ends: EventDuplex
  private readonly client: Http1Client
  private readonly sub: Pipeline
  private error: unknown
  private ended = false

  constructor(layout: PipelineLayout, context: Context) {
    this.ends = createEventDuplex({
      output: { write: event => this.sub.write(event) },
      source: { pause: () => this.sub.pause(), resume: () => this.sub.resume() },
    })
    this.client = createHttp1Client(this.ends.duplex)
    this.ends.duplex.on('close', () => this.finish())
    const output = { write: (event: PipyEvent) => this.receive(event) }
    this.sub = openPipeline(layout, { context, output, source: this.ends })
  }

  get isAlive(): boolean {
    return !this.ended && !this.ends.duplex.destroyed && this.ends.duplex.writable
  }

  open({ out, onDrain }: ExchangeEvents): HttpExchange {
    let over = false
    const body: Buffer[] = []
    let request: Parameters<HttpExchange['start']>[0] | undefined
    const isTunnel = () => request !== undefined && tunnelOf(request) !== undefined
    const fail = (started: boolean) => {
      if (over) return
      over = true
      if (!started) {
        out.start(headOfError(this.error))
        out.end()
      }
      out.close(this.error)
    }
    const send = () => {
      if (!request) return
      const kind = tunnelOf(request)
      this.client.request(request, Buffer.concat(body), {
        start: head => {
          out.start(head)
          if (kind && isTunnelOpen(kind, head)) out.end()
        },
        data: chunk => out.data(chunk),
        end: tunnel => {
          over = true
          if (tunnel) out.close()
          else out.end()
        },
        fail,
        drain: onDrain,
      })
      request = isTunnel() ? request : undefined
    }
    return {
      start: head => {
        request ??= head
      },
      data: chunks => {
        if (this.client.isTunnel) return this.client.write(chunks)
        body.push(...chunks)
        return true
      },
      end: send,
      close: () => {
        if (this.client.isTunnel) this.client.end()
      },
      pause: () => this.client.pause(),
      resume: () => this.client.resume(),
      discard: () => {
        if (!over) this.ends.duplex.destroy()
        over = true
      },
    }
  }

  close(): void {
    this.ends.duplex.destroy()
  }

  private receive(event: PipyEvent): void {
    if (event instanceof StreamEnd) {
      this.ended = true
      this.error = event.error
    }
    this.ends.write(event)
  }

  private finish(): void {
    this.ended = true
    queueMicrotask(() => this.sub.close())
  }
}
