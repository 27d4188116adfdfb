/**
 * Between pipelines' events and the calls of an HTTP exchange.
 *
 * Owns nothing but whether a stream has ended. Used by the mux and demux filters for both versions of HTTP.
 */
import { Data } from '../core/data.ts'
import { MessageEnd, MessageStart, type PipyEvent, StreamEnd } from '../core/events.ts'
import type { Sink } from '../core/stage.ts'
import { toHead } from './http-head.ts'
import type { HttpExchange, HttpReceiver } from './http2-exchange.ts'

/** Turns what comes from a peer into events. */
export function toEvents(sink: Sink): HttpReceiver {
  return {
    start: head => sink.write(new MessageStart(head)),
    data: chunk => sink.write(Data.of(chunk)),
    end: () => sink.write(new MessageEnd()),
    close: error => sink.write(new StreamEnd(error)),
  }
}

/** Gives an event to the exchange. False: wait for its `onDrain` before the next. */
export function feed(exchange: HttpExchange, event: PipyEvent): boolean {
  if (event instanceof Data) return event.size === 0 || exchange.data(event.slices)
  if (event instanceof MessageStart) exchange.start(toHead(event.head))
  else if (event instanceof MessageEnd) exchange.end()
  else exchange.close(event.error)
  return true
}
