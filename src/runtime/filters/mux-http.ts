/**
 * muxHTTP(key, options).to(sub): HTTP requests of many pipelines over shared connections.
 *
 * Owns the pool of sessions of its layout, and for each pipeline one stream in one of them. Follows Pipy's Mux in
 * src/filters/http.cpp. Differs: no StreamEnd is missing after an HTTP/1 response that was cut.
 */
import { MessageEnd, type PipyEvent, StreamEnd } from '../core/events.ts'
import type { FilterKind, PipelineLayout } from '../core/layout.ts'
import type { Pipeline } from '../core/pipeline.ts'
import { failed, Stage, Valve } from '../core/stage.ts'
import { checkOptions, type OptionType } from './arguments.ts'
import { feed, toEvents } from './http-events.ts'
import type { ExchangeEvents, HttpExchange } from './http2-exchange.ts'
import type { Windows } from './http2-windows.ts'
import { Http1MuxSession } from './mux-http1.ts'
import { Http2MuxSession } from './mux-http2.ts'
import { type Lease, MuxPool, type PooledSession } from './mux-pool.ts'

/** A connection that carries exchanges. */
export interface MuxSession extends PooledSession {
  open(events: ExchangeEvents): HttpExchange
}

interface MuxOptions extends Windows {
  version?: unknown
  maxSessions?: number
  maxIdle?: number
  timeout?: number | (() => number)
  bufferSize?: number
}

/** Seconds that an unused session is kept; Pipy's default. */
const defaultMaxIdle = 60

interface Mux {
  key: (() => unknown) | undefined
  options: MuxOptions
  pool: MuxPool<MuxSession>
  layout: PipelineLayout
}

class MuxHTTPStage extends Stage {
  private readonly mux: Mux
  private readonly valve = new Valve(open => (open ? this.exchange?.resume() : this.exchange?.pause()))
  private exchange: HttpExchange | undefined
  private lease: Lease<MuxSession> | undefined
  private timer: NodeJS.Timeout | undefined
  private broken = false
  private full = false

  constructor(pipeline: Pipeline, mux: Mux) {
    super(pipeline)
    this.mux = mux
  }

  write(event: PipyEvent): void {
    if (this.broken || this.closed) return
    if (!this.exchange) this.begin()
    if (this.exchange && !feed(this.exchange, event) && !this.full) {
      this.full = true
      this.upstream.pause()
    }
  }

  private begin(): void {
    const { key, options, pool } = this.mux
    const wanted = key ? this.call(key) : undefined
    const version =
      typeof options.version === 'function' ? this.call(options.version as () => unknown) : options.version
    if (wanted === failed || version === failed) {
      this.broken = true
      return
    }
    const lease = pool.lease(wanted, () => this.openSession(version))
    this.lease = lease
    const events = toEvents({ write: event => this.reply(event) })
    this.exchange = lease.session.open({ out: events, onDrain: () => this.drained() })
    if (!this.valve.isOpen) this.exchange.pause()
    this.startTimer()
  }

  private openSession(version: unknown): MuxSession {
    const { layout, options } = this.mux
    const { context } = this.pipeline
    const isTwo = version === 2 || version === 'h2' || version === 'http/2'
    return isTwo ? new Http2MuxSession(layout, context, options) : new Http1MuxSession(layout, context)
  }

  private startTimer(): void {
    const { timeout } = this.mux.options
    const seconds = typeof timeout === 'function' ? this.call(timeout) : timeout
    if (typeof seconds !== 'number' || !(seconds > 0)) return
    this.timer = setTimeout(() => {
      this.broken = true
      this.emit(new StreamEnd('ReadTimeout'))
    }, seconds * 1000)
  }

  private reply(event: PipyEvent): void {
    if (this.broken) return
    const isEnd = event instanceof StreamEnd
    if (isEnd || event instanceof MessageEnd) clearTimeout(this.timer)
    if (isEnd) this.drained()
    // An HTTP/1 connection is free for the next request before this one's reader sees the end.
    if (isEnd || (event instanceof MessageEnd && !this.lease?.session.isShared)) this.lease?.release()
    this.emit(event)
  }

  private drained(): void {
    if (this.full) this.upstream.resume()
    this.full = false
  }

  override pause(): void {
    this.valve.pause()
  }

  override resume(): void {
    this.valve.resume()
  }

  override close(): void {
    super.close()
    clearTimeout(this.timer)
    this.exchange?.discard()
    this.lease?.release()
    this.drained()
  }
}

const optionTypes: Record<keyof MuxOptions, OptionType> = {
  version: 'number|string|function',
  maxSessions: 'finite',
  maxIdle: 'number',
  timeout: 'number|function',
  bufferSize: 'count',
  streamWindowSize: 'count',
  connectionWindowSize: 'count',
}

export const muxHTTP: FilterKind = {
  joint: true,
  define([key, given], sub) {
    const isKey = typeof key === 'function'
    const options = checkOptions<MuxOptions>(isKey ? given : key, optionTypes)
    const pool = new MuxPool<MuxSession>({
      maxSessions: options.maxSessions ?? 0,
      maxIdle: options.maxIdle ?? defaultMaxIdle,
    })
    const mux: Mux = { key: isKey ? (key as () => unknown) : undefined, options, pool, layout: sub }
    return pipeline => new MuxHTTPStage(pipeline, mux)
  },
}
