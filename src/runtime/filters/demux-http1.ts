/**
 * The server's HTTP/1 connection of demuxHTTP: Node's parser over the stage's events.
 *
 * Owns the connection and, for each request on it, the pipeline that answers it.
 */
import { MessageEnd, type PipyEvent, StreamEnd } from '../core/events.ts'
import { Pipeline } from '../core/pipeline.ts'
import { Valve } from '../core/stage.ts'
import { createEventDuplex } from '../host/event-duplex.ts'
import { type Http1Response, type Http1Sink, serveHttp1 } from '../host/http1-server.ts'
import type { DemuxConnection, DemuxHost } from './demux-http.ts'
import { feed, toEvents } from './http-events.ts'
import { type Head, headOfError, isTunnelOpen, toHead, tunnelOf } from './http-head.ts'
import type { HttpExchange } from './http2-exchange.ts'

/** Serves HTTP/1 in the stage `host`. */
export function openHttp1Connection(host: DemuxHost): DemuxConnection {
  const pipelines = new Set<Pipeline>()
  const { maxHeaderSize, bufferSize, maxMessages } = host.options
  const ends = createEventDuplex({
    output: { write: event => host.emit(event) },
    source: { pause: host.pauseInput, resume: host.resumeInput },
  })
  serveHttp1(ends.duplex, {
    maxHeaderSize,
    bufferSize,
    maxMessages,
    open: (head, response) => openRequest({ host, pipelines }, head, response),
  })
  return {
    write: event => ends.write(event),
    pause: () => ends.pause(),
    resume: () => ends.resume(),
    close: () => {
      ends.duplex.destroy()
      for (const pipeline of pipelines) pipeline.close()
      pipelines.clear()
    },
  }
}

interface Requests {
  host: DemuxHost
  pipelines: Set<Pipeline>
}

/** Starts the pipeline of a request: what comes out of it is the answer. */
function openRequest({ host, pipelines }: Requests, head: Head, response: Http1Response): Http1Sink {
  let full = false
  let waitingForInput = false
  const exchange = answering(head, response, () => {
    // As on Pipy, an answer is the end of its pipeline.
    pipelines.delete(pipeline)
    queueMicrotask(() => pipeline.close())
  })
  const answer = (event: PipyEvent) => {
    if (feed(exchange, event) || full) return
    full = true
    pipeline.pause()
  }
  response.onDrain = () => {
    if (full) pipeline.resume()
    full = false
  }
  const valve = new Valve(open => {
    if (!open || !waitingForInput) return
    waitingForInput = false
    response.resume()
  })
  const pipeline = new Pipeline(host.layout, {
    context: host.pipeline.context.clone(),
    output: { write: answer },
    source: valve,
  })
  pipelines.add(pipeline)
  pipeline.start()
  const input = toEvents(pipeline)
  input.start(head)
  return {
    data: chunk => {
      input.data(chunk)
      waitingForInput = !valve.isOpen
      return valve.isOpen
    },
    end: () => pipeline.write(new MessageEnd()),
    close: error => {
      pipeline.write(new StreamEnd(error ? 'ConnectionReset' : undefined))
      if (error) exchange.close(error)
    },
  }
}

/** An answer as an exchange; `over` is called when it is complete, or can never be. */
function answering(request: Head, response: Http1Response, over: () => void): HttpExchange {
  const state = { started: false, ended: false, isTunnel: false }
  const end = () => {
    if (state.ended) return
    state.ended = true
    response.end()
    over()
  }
  return {
    start: head => {
      if (state.started) return
      state.started = true
      state.isTunnel = isTunnelOpen(tunnelOf(request), head)
      response.start(toHead(head))
    },
    data: chunks => {
      if (!state.started || state.ended) return true
      let room = true
      for (const chunk of chunks) room = response.write(chunk)
      return room
    },
    end: () => {
      if (state.started && !state.isTunnel) end()
    },
    close: error => {
      if (state.ended) return
      if (!state.started) response.start(headOfError(error))
      else if (error !== undefined && !state.isTunnel) response.destroy()
      end()
    },
    pause: () => undefined,
    resume: () => undefined,
    discard: () => response.destroy(),
  }
}
