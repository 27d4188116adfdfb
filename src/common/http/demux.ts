/**
 * The server side of HTTP on a connection, in a pipeline that no connection has used before.
 *
 * Pipy 2.0.2 uses its pipelines again, and its demuxHTTP keeps the unfinished HTTP/2 frame of a connection that broke
 * (src/filters/http2.cpp: Endpoint::reset leaves its FrameDecoder as it is). The next connection would be read as the rest of
 * that frame, and never be answered: whoever can connect could block a listener. Owns no state.
 */

/** Takes the requests of one connection apart; each is a stream of its own in `streams`. */
export function demux(options: DemuxHTTPOptions, streams: PipelineLayout): PipelineLayout {
  const once = () => pipeline($ => $.demuxHTTP(options).to(streams))
  return pipeline($ => $.pipe(once))
}
