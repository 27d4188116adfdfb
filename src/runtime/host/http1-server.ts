/**
 * The server side of HTTP/1 on one connection: Node's parser and keep-alive, with heads and bodies as Pipy has them.
 *
 * Owns the connection (any Duplex) until it ends or becomes a tunnel. Knows nothing of pipelines: requests go to the
 * handler, which gets an `Http1Response` to answer with. One of the few places that may use node:http.
 */
import { type IncomingMessage, Server, type ServerResponse } from 'node:http'
import type { Duplex } from 'node:stream'
import { type Head, isTunnelOpen, toHeaders, tunnelOf } from '../filters/http-head.ts'
import { responseHeaders, writeTunnelHead } from './http1-head.ts'

const SWITCHING_PROTOCOLS = 101

/** Takes a request body as it comes. `data` answers false when it wants to wait for `Http1Body.resume`. */
export interface Http1Sink {
  data(chunk: Buffer): boolean
  /** The body is complete. */
  end(): void
  /** The connection was lost before the body or the answer was complete; or, of a tunnel, its end. */
  close(error?: Error): void
}

/** The answer to one request. */
export interface Http1Response {
  /** Begins the answer. Sent at once if the head says `isChunked` or the answer opens a tunnel, else with its body. */
  start(head: Head): void
  /** False: wait for `onDrain` before the next. */
  write(chunk: Buffer): boolean
  end(): void
  /** Breaks the connection off: what was announced cannot be kept. */
  destroy(): void
  /** Lets the body come again after `data` answered false. */
  resume(): void
  onDrain: () => void
}

export interface Http1ServerOptions {
  maxHeaderSize?: number
  /** Bytes of an answer that are held for its content-length before it is sent chunked; 0: without limit. */
  bufferSize?: number
  /** Answers after which the next one is the last; 0: no limit. As on Pipy, one more than its name says. */
  maxMessages?: number
  /** Begins a request. */
  open(head: Head, response: Http1Response): Http1Sink
}

/** Serves HTTP/1 on `connection` until it ends. */
export function serveHttp1(connection: Duplex, options: Http1ServerOptions): void {
  const server = new Server({
    maxHeaderSize: options.maxHeaderSize,
    // The pipeline below has the time limits; these would cut off long polls and streams.
    keepAliveTimeout: 0,
    requestTimeout: 0,
    headersTimeout: 0,
    connectionsCheckingInterval: 0x7fffffff,
    // Other upgrades are offers that a server may ignore (RFC 9110, section 7.8).
    shouldUpgradeCallback: request => request.headers.upgrade === 'websocket',
  })
  // A client that has ended its side after a request still waits for the answer. Node has this since 0.5, and no option for it.
  Object.assign(server, { httpAllowHalfOpen: true })
  let answered = 0
  const order = createOrder()
  let newest: IncomingMessage | undefined
  server.on('request', (request, response) => {
    newest = request
    response.on('close', order.begin())
    if (options.maxMessages && answered >= options.maxMessages) response.shouldKeepAlive = false
    answered++
    answer(request, response, options)
  })
  const tunnel = (request: IncomingMessage, socket: Duplex, first: Buffer) =>
    order.whenDone(() => answerTunnel({ request, socket, first }, options))
  server.on('connect', tunnel)
  server.on('upgrade', tunnel)
  // As on Pipy, what is no HTTP ends the connection without an answer.
  server.on('clientError', (_error, socket) => socket.destroy())
  connection.on('error', () => connection.destroy())
  // In the middle of a body there is nobody to answer. Node's parser does not always say so: found by fuzzing.
  connection.on('end', () => {
    if (newest?.complete === false) connection.destroy()
  })
  server.emit('connection', connection)
  connection.on('close', () => server.close())
}

/** Node puts answers into the order of their requests, but for tunnels: those wait here for the answers before them. */
function createOrder() {
  let open = 0
  let next = () => {}
  return {
    /** An answer is due; to be called when it is over. */
    begin: () => {
      open++
      return () => {
        open--
        if (open === 0) next()
      }
    },
    whenDone: (then: () => void) => {
      if (open === 0) then()
      else next = then
    },
  }
}

/** The head of a request as scripts see it. */
function headOf(request: IncomingMessage): Head {
  const raw = request.rawHeaders
  const fields = Array.from({ length: raw.length / 2 }, (_, i): [string, string] => [
    String(raw[2 * i]).toLowerCase(),
    String(raw[2 * i + 1]),
  ])
  const headers = toHeaders(fields)
  const isChunked = headers['transfer-encoding'] !== undefined
  delete headers.connection
  delete headers['keep-alive']
  delete headers['transfer-encoding']
  return { protocol: `HTTP/${request.httpVersion}`, headers, isChunked, method: request.method, path: request.url }
}

function answer(request: IncomingMessage, response: ServerResponse, options: Http1ServerOptions): void {
  const answer = new Answer(request, response, options.bufferSize ?? 0)
  const sink = options.open(headOf(request), answer)
  let ended = false
  request.on('data', (chunk: Buffer) => {
    if (!sink.data(chunk)) request.pause()
  })
  request.on('end', () => {
    ended = true
    sink.end()
  })
  response.on('drain', () => answer.onDrain())
  response.on('close', () => {
    if (!ended || !response.writableFinished) sink.close(new Error('the connection was lost'))
  })
}

/** An answer that is held until it is complete, unless it is chunked or longer than the buffer. */
class Answer implements Http1Response {
  onDrain = () => {}
  #request: IncomingMessage
  #response: ServerResponse
  #limit: number
  #head: Head | undefined
  #held: Buffer[] = []
  #size = 0

  constructor(request: IncomingMessage, response: ServerResponse, limit: number) {
    this.#request = request
    this.#response = response
    this.#limit = limit
    response.sendDate = false
  }

  start(head: Head): void {
    // An answer of another protocol to a request that did not ask for one has no end: found by fuzzing.
    if (head.status === SWITCHING_PROTOCOLS) return this.destroy()
    this.#head = head
    if (head.isChunked) this.#send()
  }

  write(chunk: Buffer): boolean {
    if (this.#response.headersSent) return this.#response.write(chunk)
    this.#held.push(chunk)
    this.#size += chunk.length
    if (this.#limit > 0 && this.#size > this.#limit) {
      this.#send()
      return this.#flush()
    }
    return true
  }

  end(): void {
    if (!this.#response.headersSent) {
      this.#send(this.#size)
      this.#flush()
    }
    this.#response.end()
  }

  destroy(): void {
    this.#response.destroy()
  }

  resume(): void {
    this.#request.resume()
  }

  #send(length?: number): void {
    const head = this.#head ?? {}
    const keepAlive = this.#response.shouldKeepAlive
    const headers = responseHeaders(head, { length, keepAlive, method: this.#request.method })
    this.#response.writeHead(head.status ?? 200, head.statusText || undefined, headers)
  }

  #flush(): boolean {
    const held = this.#held
    this.#held = []
    // Nothing may follow the head of these (RFC 9110, section 6.4.1); Node refuses it.
    if (this.#request.method === 'HEAD' || held.length === 0) return true
    return this.#response.write(Buffer.concat(held))
  }
}

/** CONNECT and WebSocket: Node's parser has let go of the connection, so the answer is written by hand. */
function answerTunnel(
  { request, socket, first }: { request: IncomingMessage; socket: Duplex; first: Buffer },
  options: Http1ServerOptions,
): void {
  const kind = tunnelOf({ method: request.method, headers: { upgrade: request.headers.upgrade } })
  let head: Head = {}
  let refusal: Buffer[] | undefined
  const response: Http1Response = {
    onDrain: () => {},
    start: given => {
      head = given
      if (!isTunnelOpen(kind, given)) refusal = []
      else socket.write(writeTunnelHead(given))
    },
    write: chunk => {
      if (!refusal) return socket.write(chunk)
      refusal.push(chunk)
      return true
    },
    end: () => {
      if (!refusal) {
        socket.end()
        return
      }
      const body = Buffer.concat(refusal)
      // The parser is gone, so this connection cannot carry another request.
      socket.end(Buffer.concat([Buffer.from(writeTunnelHead(head, body.length)), body]))
    },
    destroy: () => socket.destroy(),
    resume: () => socket.resume(),
  }
  const sink = options.open(headOf(request), response)
  if (request.method === 'CONNECT' || kind === 'websocket') sink.end()
  if (first.length > 0) sink.data(first)
  socket.on('data', chunk => {
    if (!sink.data(chunk)) socket.pause()
  })
  socket.on('drain', () => response.onDrain())
  let closed = false
  const close = (error?: Error) => {
    if (!closed) sink.close(error)
    closed = true
  }
  socket.on('end', () => close())
  socket.on('close', () => close())
  socket.on('error', close)
}
