/**
 * serveHTTP(handler): whole requests in, whole responses out.
 *
 * Owns nothing: it is demuxHTTP with a stage for each request that collects it and asks the handler. Follows Pipy's class
 * Server in src/filters/http.cpp. Differs: a throw is answered with 502; a CONNECT that got 200 ends with its stream.
 */
import { Data } from '../core/data.ts'
import { eventsOfMessage, Message, MessageEnd, MessageStart, type PipyEvent, StreamEnd } from '../core/events.ts'
import { type FilterKind, PipelineLayout } from '../core/layout.ts'
import type { Pipeline } from '../core/pipeline.ts'
import { failed, Stage } from '../core/stage.ts'
import { demuxInto } from './demux-http.ts'

class ServeHTTPStage extends Stage {
  private readonly handler: unknown
  private head: MessageStart | undefined
  private body = new Data()
  private answered = false

  constructor(pipeline: Pipeline, handler: unknown) {
    super(pipeline)
    this.handler = handler
  }

  write(event: PipyEvent): void {
    if (event instanceof MessageStart) this.head = event
    else if (event instanceof Data && this.head) this.body.push(event)
    else if (event instanceof MessageEnd && this.head) this.ask(this.head, event)
    // Behind an answer it is the end of a tunnel that nobody is in: of a CONNECT that got 200.
    else if (event instanceof StreamEnd && (this.head || this.answered)) this.emit(event)
  }

  private ask(start: MessageStart, end: MessageEnd): void {
    this.head = undefined
    const { handler } = this
    const request = new Message(start.head, this.body.takeAll(), end.tail)
    const answer = typeof handler === 'function' ? this.call(() => handler(request)) : handler
    if (answer === failed) return
    this.settle(answer, response => {
      if (!(response instanceof Message))
        return this.fail(new TypeError('the handler of serveHTTP did not return a Message'))
      this.answered = true
      for (const event of eventsOfMessage(response)) this.emit(event)
    })
  }
}

export const serveHTTP: FilterKind = {
  define([handler, options]) {
    if (!(handler instanceof Message) && typeof handler !== 'function') {
      throw new TypeError('serveHTTP() needs a function or a Message')
    }
    const layout = new PipelineLayout()
    layout.filters.push(pipeline => new ServeHTTPStage(pipeline, handler))
    return demuxInto(layout, options)
  },
}
