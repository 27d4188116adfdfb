/**
 * connectHTTPTunnel(request).to(sub): opens a tunnel with a request and carries bytes through it.
 *
 * Owns the sub-pipeline that carries the tunnel, and the input until the tunnel is open. Follows Pipy's TunnelClient in
 * src/filters/http.cpp: a refusal is a clean end of the stream. Differs: one StreamEnd comes out, on Pipy often two.
 */
import { Data } from '../core/data.ts'
import { eventsOfMessage, Message, MessageEnd, MessageStart, type PipyEvent, StreamEnd } from '../core/events.ts'
import type { FilterKind, PipelineLayout } from '../core/layout.ts'
import { openPipeline, type Pipeline } from '../core/pipeline.ts'
import { failed, Stage, Valve } from '../core/stage.ts'
import { isTunnelOpen, toHead, tunnelOf } from './http-head.ts'

type TunnelState = 'connecting' | 'connected' | 'closed'

interface Options {
  /** The request, or what makes it. */
  request: unknown
  onState: ((state: TunnelState) => unknown) | undefined
}

class ConnectHTTPTunnelStage extends Stage {
  private readonly options: Options
  private readonly layout: PipelineLayout
  private readonly valve = new Valve(open => (open ? this.sub?.resume() : this.sub?.pause()))
  private state: 'idle' | TunnelState = 'idle'
  private readonly waiting: PipyEvent[] = []
  private holding = false
  private request: Message | undefined
  private response: MessageStart | undefined
  private sub: Pipeline | undefined

  constructor(pipeline: Pipeline, options: Options, layout: PipelineLayout) {
    super(pipeline)
    this.options = options
    this.layout = layout
  }

  write(event: PipyEvent): void {
    if (this.state === 'connected') {
      this.sub?.write(event)
    } else if (this.state !== 'closed') {
      if (event instanceof Data || event instanceof StreamEnd) this.waiting.push(event)
      if (this.state === 'idle') this.open()
    }
  }

  private open(): void {
    const { request } = this.options
    const message = typeof request === 'function' ? this.call(() => request()) : request
    if (message === failed) return
    if (!(message instanceof Message)) {
      this.state = 'closed'
      this.fail(new TypeError('the request of connectHTTPTunnel is not a Message'))
      return
    }
    this.state = 'connecting'
    this.request = message
    this.holding = true
    this.upstream.pause()
    this.sub = openPipeline(this.layout, {
      context: this.pipeline.context.clone(),
      output: { write: event => this.reply(event) },
      source: this.upstream,
    })
    if (!this.valve.isOpen) this.sub.pause()
    for (const event of eventsOfMessage(message)) this.sub.write(event)
    // The answer may have been there at once.
    if ((this.state as string) === 'connecting') this.tell('connecting')
  }

  private reply(event: PipyEvent): void {
    if (this.closed || this.state === 'closed') return
    if (event instanceof StreamEnd) {
      const wasOpen = this.state === 'connected'
      this.finish(event, wasOpen ? undefined : 'closed')
    } else if (this.state === 'connected') {
      this.emit(event)
    } else if (event instanceof MessageStart) {
      this.response ??= event
    } else if (event instanceof MessageEnd && this.response) {
      const isOpen = isTunnelOpen(tunnelOf(toHead(this.request?.head)), toHead(this.response.head))
      if (isOpen) this.begin()
      else this.finish(new StreamEnd(), 'closed')
    }
  }

  private begin(): void {
    this.state = 'connected'
    this.tell('connected')
    for (const event of this.waiting.splice(0)) this.sub?.write(event)
    this.release()
  }

  private finish(end: StreamEnd, told: TunnelState | undefined): void {
    this.state = told ?? this.state
    if (told) this.tell(told)
    this.waiting.length = 0
    this.emit(end)
    this.release()
  }

  private release(): void {
    if (this.holding) this.upstream.resume()
    this.holding = false
  }

  private tell(state: TunnelState): void {
    const { onState } = this.options
    if (onState) this.call(() => onState(state))
  }

  override pause(): void {
    this.valve.pause()
  }

  override resume(): void {
    this.valve.resume()
  }

  override close(): void {
    super.close()
    this.release()
    this.sub?.close()
  }
}

export const connectHTTPTunnel: FilterKind = {
  joint: true,
  define([request, options], sub) {
    if (!(request instanceof Message) && typeof request !== 'function') {
      throw new TypeError('connectHTTPTunnel() needs a Message or a function')
    }
    const { onState } = (options ?? {}) as { onState?: Options['onState'] }
    return pipeline => new ConnectHTTPTunnelStage(pipeline, { request, onState }, sub)
  },
}
