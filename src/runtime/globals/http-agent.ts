/**
 * http.Agent: a client of one host, made of the runtime's own connect, connectTLS and muxHTTP.
 *
 * Owns one layout, and with it the sessions that its requests share. Follows Pipy's class Agent in src/api/http.cpp:
 * requests start from the root's context variables, and a connection that fails answers 502 or 504.
 */
import { root } from '../core/context.ts'
import { Data } from '../core/data.ts'
import { eventsOfMessage, Message, type PipyEvent, StreamEnd } from '../core/events.ts'
import { type FilterKind, PipelineLayout } from '../core/layout.ts'
import { Pipeline } from '../core/pipeline.ts'
import { nobody } from '../core/stage.ts'
import { connect } from '../filters/connect.ts'
import { gatherMessage } from '../filters/gather.ts'
import { headOfError, toHead } from '../filters/http-head.ts'
import { muxHTTP } from '../filters/mux-http.ts'
import { connectTLS } from '../filters/tls.ts'

export class Agent {
  private readonly host: string
  private readonly layout: PipelineLayout

  /** `options` go to connect and to muxHTTP; its `tls` to connectTLS. Throws what those throw. */
  constructor(host: string, options: { tls?: unknown } | null = {}) {
    if (typeof host !== 'string') throw new TypeError('argument #1 expects a string')
    const { tls } = options ?? {}
    this.host = host
    const connection = layoutOfOne(connect, [targetOf(host, tls ? 443 : 80), options])
    this.layout = layoutOfOne(muxHTTP, [options], tls ? layoutOfOne(connectTLS, [tls], connection) : connection)
  }

  /** request(message) or request(method, path, headers, body). */
  request(...given: unknown[]): Promise<Message> {
    const [first, path, headers, body] = given
    const { head, data } =
      first instanceof Message
        ? { head: toHead(first.head), data: first.body }
        : { head: toHead({ method: first, path, headers: headers ?? {} }), data: bodyOf(body) }
    const named = { ...head.headers }
    if (named.host === undefined && named.Host === undefined) named.host = this.host
    return this.exchange(new Message({ method: head.method, path: head.path, headers: named }, data))
  }

  private exchange(request: Message): Promise<Message> {
    const { promise, resolve, reject } = Promise.withResolvers<Message>()
    const gather = gatherMessage()
    let over = false
    const receive = (event: PipyEvent) => {
      if (over) return
      const response = gather.add(event)
      if (!response && !(event instanceof StreamEnd)) return
      over = true
      if (response instanceof Message) resolve(response)
      else reject(new Message(headOfError((event as StreamEnd).error)))
      // The mux is in the middle of telling us.
      queueMicrotask(() => pipeline.close())
    }
    const pipeline = new Pipeline(this.layout, { context: root.clone(), output: { write: receive }, source: nobody })
    pipeline.start()
    for (const event of eventsOfMessage(request)) pipeline.write(event)
    return promise
  }
}

function layoutOfOne(kind: FilterKind, args: readonly unknown[], sub = new PipelineLayout()): PipelineLayout {
  const layout = new PipelineLayout()
  layout.filters.push(kind.define(args, sub))
  return layout
}

/** `host` with a port: the default one unless it has its own. IPv6 addresses may come without brackets. */
function targetOf(host: string, port: number): string {
  if (/^[^:[\]]+:\d+$|^\[[^\]]*\]:\d+$/.test(host)) return host
  return host.includes(':') && !host.startsWith('[') ? `[${host}]:${port}` : `${host}:${port}`
}

function bodyOf(body: unknown): Data | null {
  if (body === undefined) return null
  if (typeof body === 'string') return new Data(body)
  if (body instanceof Data) return body
  throw new TypeError('argument #4 expects a string or a Data object')
}
