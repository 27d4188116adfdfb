/**
 * demuxHTTP(options).to(sub): the server side of HTTP on the input's bytes, a pipeline for each request.
 *
 * Owns the connection: looks at its first bytes and hands it to HTTP/2 (prior knowledge) or HTTP/1. Follows Pipy's Demux in
 * src/filters/http.cpp. Differs: HTTP/2 by `Upgrade: h2c` is not offered (RFC 9113 has dropped it).
 */
import { Data } from '../core/data.ts'
import { type PipyEvent, StreamEnd } from '../core/events.ts'
import type { FilterKind, PipelineLayout } from '../core/layout.ts'
import type { Pipeline } from '../core/pipeline.ts'
import { Stage } from '../core/stage.ts'
import { checkOptions } from './arguments.ts'
import { openHttp1Connection } from './demux-http1.ts'
import { openHttp2Connection } from './demux-http2.ts'
import type { Windows } from './http2-windows.ts'

export interface DemuxOptions extends Windows {
  bufferSize?: number
  maxHeaderSize?: number
  maxMessages?: number
}

/** The protocol on a connection, once it is known. Told of pauses of the stage's output, it sends less. */
export interface DemuxConnection {
  write(event: PipyEvent): void
  pause(): void
  resume(): void
  close(): void
}

/** How a protocol reaches the stage that it runs in. */
export interface DemuxHost {
  pipeline: Pipeline
  layout: PipelineLayout
  options: DemuxOptions
  emit(event: PipyEvent): void
  pauseInput(): void
  resumeInput(): void
}

/** What every HTTP/2 client sends first (RFC 9113, section 3.4). No HTTP/1 request can begin like this. */
const preface = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n')

class DemuxHTTPStage extends Stage {
  private readonly host: DemuxHost
  private connection: DemuxConnection | undefined
  private first = new Data()
  /** Pauses that came before the protocol was known. */
  private pauses = 0

  constructor(pipeline: Pipeline, layout: PipelineLayout, options: DemuxOptions) {
    super(pipeline)
    this.host = {
      pipeline,
      layout,
      options,
      emit: event => this.emit(event),
      pauseInput: () => this.upstream.pause(),
      resumeInput: () => this.upstream.resume(),
    }
  }

  write(event: PipyEvent): void {
    if (this.closed) return
    if (this.connection) this.connection.write(event)
    else if (event instanceof Data) this.detect(event)
    else if (event instanceof StreamEnd) this.emit(new StreamEnd())
  }

  private detect(data: Data): void {
    this.first.push(data)
    const size = Math.min(this.first.size, preface.length)
    if (size === 0) return
    const isTwo = this.first.toBuffer().subarray(0, size).equals(preface.subarray(0, size))
    if (isTwo && size < preface.length) return
    this.connection = isTwo ? openHttp2Connection(this.host) : openHttp1Connection(this.host)
    for (; this.pauses > 0; this.pauses--) this.connection.pause()
    this.connection.write(this.first.takeAll())
  }

  override pause(): void {
    if (this.connection) this.connection.pause()
    else this.pauses++
  }

  override resume(): void {
    if (this.connection) this.connection.resume()
    else this.pauses--
  }

  override close(): void {
    super.close()
    this.connection?.close()
  }
}

const optionTypes: Record<keyof DemuxOptions, string> = {
  bufferSize: 'count',
  maxHeaderSize: 'count',
  maxMessages: 'finite',
  streamWindowSize: 'count',
  connectionWindowSize: 'count',
}

/** A maker of demux stages whose streams run `layout`. */
export function demuxInto(layout: PipelineLayout, options: unknown): (pipeline: Pipeline) => Stage {
  const given = checkOptions<DemuxOptions>(options, optionTypes)
  return pipeline => new DemuxHTTPStage(pipeline, layout, given)
}

export const demuxHTTP: FilterKind = {
  joint: true,
  define: ([options], sub) => demuxInto(sub, options),
}
