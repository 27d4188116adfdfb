/**
 * The server's HTTP/2 session of demuxHTTP.
 *
 * Owns the session and, for each of its streams, the pipeline that answers it; a pipeline is closed with its stream.
 */
import { Data } from '../core/data.ts'
import { type PipyEvent, StreamEnd } from '../core/events.ts'
import { Pipeline } from '../core/pipeline.ts'
import { Valve } from '../core/stage.ts'
import { createSession } from '../http2/session.ts'
import type { Headers, Session, Stream } from '../http2/types.ts'
import type { DemuxConnection, DemuxHost } from './demux-http.ts'
import { feed, toEvents } from './http-events.ts'
import { serveStream } from './http2-exchange.ts'
import { sessionLimits } from './http2-windows.ts'

/** Serves HTTP/2 in the stage `host`. */
export function openHttp2Connection(host: DemuxHost): DemuxConnection {
  const pipelines = new Set<Pipeline>()
  let closed = false
  const session: Session = createSession({
    role: 'server',
    ...sessionLimits(host.options),
    send: buffers => {
      const data = new Data()
      for (const buffer of buffers) data.add(buffer)
      host.emit(data)
      return valve.isOpen
    },
    onFull: full => (full ? host.pauseInput() : host.resumeInput()),
    onStream: (stream, headers) => openStream({ host, pipelines }, stream, headers),
    onClose: () => {
      closed = true
      host.emit(new StreamEnd())
    },
  })
  const valve = new Valve(open => {
    if (open) session.drain()
  })
  return {
    write: event => {
      if (event instanceof Data) for (const slice of event.slices) session.receive(slice)
      else if (event instanceof StreamEnd) session.transportEnded()
    },
    pause: () => valve.pause(),
    resume: () => valve.resume(),
    close: () => {
      if (!closed) session.transportEnded()
      for (const pipeline of pipelines) pipeline.close()
      pipelines.clear()
    },
  }
}

interface Streams {
  host: DemuxHost
  pipelines: Set<Pipeline>
}

/** Starts the pipeline of a request: what comes out of it is the answer. */
function openStream({ host, pipelines }: Streams, stream: Stream, headers: Headers): void {
  let full = false
  const drained = () => {
    if (full) pipeline.resume()
    full = false
  }
  const answer = (event: PipyEvent) => {
    if (feed(exchange, event) || full || stream.closed) return
    full = true
    pipeline.pause()
  }
  const valve = new Valve(open => (open ? stream.resume() : stream.pause()))
  const pipeline = new Pipeline(host.layout, {
    context: host.pipeline.context.clone(),
    output: { write: answer },
    source: valve,
  })
  pipelines.add(pipeline)
  stream.onClose = () => {
    pipelines.delete(pipeline)
    // What came last may still be on its way through the pipeline in this turn.
    queueMicrotask(() => pipeline.close())
  }
  const exchange = serveStream(stream, headers, { out: toEvents(pipeline), onDrain: drained })
  pipeline.start()
  exchange.begin()
}
