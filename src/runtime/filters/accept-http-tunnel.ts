/**
 * acceptHTTPTunnel(handler).to(sub): answers CONNECT or an upgrade, and hands what follows to the sub-pipeline.
 *
 * Owns the sub-pipeline of one tunnel and what arrives while the handler's promise is pending. Follows Pipy's TunnelServer
 * in src/filters/http.cpp. Differs: a rejected promise ends the stream (a 502) where Pipy never answers.
 */
import { Data } from '../core/data.ts'
import { eventsOfMessage, Message, MessageEnd, MessageStart, type PipyEvent, StreamEnd } from '../core/events.ts'
import type { FilterKind, PipelineLayout } from '../core/layout.ts'
import { Pipeline } from '../core/pipeline.ts'
import { failed, Stage, Valve } from '../core/stage.ts'
import { type Head, isTunnelOpen, toHead, tunnelOf } from './http-head.ts'

type Handler = (request: Message) => unknown

class AcceptHTTPTunnelStage extends Stage {
  private readonly handler: Handler
  private readonly layout: PipelineLayout
  private readonly valve = new Valve(open => (open ? this.sub?.resume() : this.sub?.pause()))
  private request: MessageStart | undefined
  private body = new Data()
  private waiting: PipyEvent[] | undefined
  private sub: Pipeline | undefined

  constructor(pipeline: Pipeline, handler: Handler, layout: PipelineLayout) {
    super(pipeline)
    this.handler = handler
    this.layout = layout
  }

  write(event: PipyEvent): void {
    if (this.sub) this.sub.write(event)
    else if (this.waiting) this.waiting.push(event)
    else if (event instanceof MessageStart) this.request = event
    else if (event instanceof Data) this.body.push(event)
    else if (event instanceof MessageEnd && this.request) this.ask(new Message(this.request.head, this.body.takeAll()))
    else if (event instanceof StreamEnd && this.request) this.emit(event)
  }

  private ask(request: Message): void {
    this.request = undefined
    const answer = this.call(() => this.handler(request))
    if (answer === failed) return
    this.waiting = []
    const isLater = answer instanceof Promise
    if (isLater) this.upstream.pause()
    this.settle(answer, response => this.answer(toHead(request.head), response))
    if (isLater) answer.finally(() => this.upstream.resume()).catch(() => undefined)
  }

  private answer(request: Head, response: unknown): void {
    const waiting = this.waiting ?? []
    this.waiting = undefined
    if (response !== null && response !== undefined && !(response instanceof Message)) {
      this.fail(new TypeError('the handler of acceptHTTPTunnel did not return a Message'))
      return
    }
    const message = response ?? new Message()
    let sub: Pipeline | undefined
    if (isTunnelOpen(tunnelOf(request), toHead(message.head))) {
      sub = new Pipeline(this.layout, {
        context: this.pipeline.context.clone(),
        output: { write: event => this.emit(event) },
        source: this.upstream,
      })
      if (!this.valve.isOpen) sub.pause()
      this.sub = sub
    }
    for (const event of eventsOfMessage(message)) this.emit(event)
    sub?.start()
    for (const event of waiting) this.write(event)
  }

  override pause(): void {
    this.valve.pause()
  }

  override resume(): void {
    this.valve.resume()
  }

  override close(): void {
    super.close()
    this.sub?.close()
  }
}

export const acceptHTTPTunnel: FilterKind = {
  joint: true,
  define([handler], sub) {
    if (typeof handler !== 'function') throw new TypeError('acceptHTTPTunnel() needs a function')
    return pipeline => new AcceptHTTPTunnelStage(pipeline, handler as Handler, sub)
  },
}
