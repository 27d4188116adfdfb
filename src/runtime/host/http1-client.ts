/**
 * The client side of HTTP/1 on one connection: Node's parser, one request at a time, the connection kept between.
 *
 * Owns the connection (any Duplex) until it is closed. One of the few places that may use node:http.
 */
import { Agent, type ClientRequest, type IncomingMessage, request as sendRequest } from 'node:http'
import type { Duplex } from 'node:stream'
import { type Head, toHeaders } from '../filters/http-head.ts'
import { listHeaders } from './http1-head.ts'

/** What comes of a request. */
export interface Http1Reply {
  start(head: Head): void
  data(chunk: Buffer): void
  /** The response, or the tunnel, is complete. */
  end(isTunnel: boolean): void
  /** The connection broke, `started` after the response's head. */
  fail(started: boolean): void
  /** A tunnel has room again. */
  drain(): void
}

export interface Http1Client {
  request(head: Head, body: Buffer, reply: Http1Reply): void
  /** True once a request has turned the connection into a tunnel: then `write` and `end` are its bytes. */
  readonly isTunnel: boolean
  write(chunks: readonly Buffer[]): boolean
  end(): void
  pause(): void
  resume(): void
}

/** Keeps the one connection it is made with. Node's agent sets socket options that a pipeline does not have. */
function createAgent(connection: Duplex): Agent {
  return Object.assign(new Agent({ keepAlive: true, maxSockets: 1 }), {
    createConnection: () => connection,
    keepSocketAlive: () => true,
    reuseSocket: () => undefined,
  })
}

/** Methods whose requests have a content-length without a body, too. */
const withBody = new Set(['POST', 'PUT', 'PATCH'])

/** A client on `connection`. */
export function createHttp1Client(connection: Duplex): Http1Client {
  const agent = createAgent(connection)
  let reading: IncomingMessage | Duplex | undefined
  let isTunnel = false
  let paused = false
  connection.on('error', () => undefined)
  const listen = (message: IncomingMessage, reply: Http1Reply) => {
    reading = message
    reply.start(headOf(message))
    message.on('data', chunk => reply.data(chunk))
    if (paused) message.pause()
    message.on('end', () => reply.end(false))
    message.on('error', () => reply.fail(true))
  }
  const tunnel = (message: IncomingMessage, { first, reply }: { first: Buffer; reply: Http1Reply }) => {
    reading = connection
    isTunnel = true
    reply.start(headOf(message))
    if (first.length > 0) reply.data(first)
    connection.on('data', chunk => reply.data(chunk))
    connection.on('drain', () => reply.drain())
    let over = false
    const end = () => {
      if (!over) reply.end(true)
      over = true
    }
    connection.on('end', end)
    connection.on('close', end)
  }
  return {
    request: (head, body, reply) => {
      const method = head.method || 'GET'
      const headers = listHeaders(head, new Set(['content-length', 'transfer-encoding', 'keep-alive', 'connection']))
      const upgrade = head.headers?.upgrade
      if (body.length > 0 || withBody.has(method)) headers.push('content-length', String(body.length))
      headers.push('connection', upgrade ? 'upgrade' : String(head.headers?.connection ?? 'keep-alive'))
      let started = false
      let request: ClientRequest
      try {
        // Without a `host` of the script's none is sent, as on Pipy.
        request = sendRequest({ agent, method, path: head.path || '/', headers: headers as never, setHost: false })
      } catch {
        reply.fail(false)
        connection.destroy()
        return
      }
      request.on('response', message => {
        started = true
        listen(message, reply)
      })
      const open = (message: IncomingMessage, _socket: Duplex, first: Buffer) => {
        started = true
        tunnel(message, { first, reply })
      }
      request.on('connect', open)
      request.on('upgrade', open)
      request.on('error', () => {
        if (!started) reply.fail(false)
      })
      request.end(body)
    },
    get isTunnel() {
      return isTunnel
    },
    write: chunks => {
      let room = true
      for (const chunk of chunks) room = connection.write(chunk)
      return room
    },
    end: () => connection.end(),
    pause: () => {
      paused = true
      reading?.pause()
    },
    resume: () => {
      paused = false
      reading?.resume()
    },
  }
}

/** The head of a response as scripts see it. */
function headOf(message: IncomingMessage): Head {
  const raw = message.rawHeaders
  const headers = toHeaders(
    Array.from({ length: raw.length / 2 }, (_, i): [string, string] => [
      String(raw[2 * i]).toLowerCase(),
      String(raw[2 * i + 1]),
    ]),
  )
  const isChunked = headers['transfer-encoding'] !== undefined
  for (const name of ['connection', 'keep-alive', 'transfer-encoding']) delete headers[name]
  return {
    protocol: `HTTP/${message.httpVersion}`,
    headers,
    isChunked,
    status: message.statusCode,
    statusText: message.statusMessage,
  }
}
