/** The server side of HTTP/1, byte for byte over a real connection. */
import { connect, createServer, type Socket } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import type { Head } from '../../../src/runtime/filters/http-head.ts'
import { type Http1Response, type Http1ServerOptions, serveHttp1 } from '../../../src/runtime/host/http1-server.ts'

const cleanups: (() => void)[] = []
afterEach(() => {
  for (const cleanup of cleanups.splice(0)) cleanup()
})

type Answer = (head: Head, body: string, response: Http1Response) => void

/** Serves with `answer` once a request is complete. */
function whole(answer: Answer): Http1ServerOptions {
  return {
    open: (head, response) => {
      let body = ''
      return {
        data: chunk => {
          body += chunk
          return true
        },
        end: () => answer(head, body, response),
        close: () => {},
      }
    },
  }
}

/** A client of a server with `options`, on a connection of its own. */
async function dial(options: Http1ServerOptions): Promise<Socket> {
  const server = createServer({ allowHalfOpen: true }, socket => serveHttp1(socket, options))
  await new Promise<void>(resolve => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as { port: number }
  const client = connect({ port, host: '127.0.0.1', allowHalfOpen: true })
  cleanups.push(() => {
    client.destroy()
    server.close()
  })
  return client
}

/** Sends `text` and resolves with what came when it ends with `last`, or the connection does. */
function talk(client: Socket, text: string, last?: string): Promise<string> {
  return new Promise((resolve, reject) => {
    let got = ''
    const done = () => {
      client.removeAllListeners('data')
      resolve(got)
    }
    client.on('data', chunk => {
      got += chunk
      if (last !== undefined && got.endsWith(last)) done()
    })
    client.on('end', done)
    client.on('error', reject)
    if (text) client.write(text)
  })
}

function say(response: Http1Response, head: Head, body = ''): void {
  response.start(head)
  if (body) response.write(Buffer.from(body))
  response.end()
}

describe('an answer', () => {
  const echo = whole((head, body, response) => say(response, { status: 200, headers: { 'x-path': head.path } }, body))

  test('carries its length and keeps the connection', async () => {
    const client = await dial(echo)
    const first = await talk(client, 'POST /a?b HTTP/1.1\r\nHost: h\r\nContent-Length: 2\r\n\r\nhi', 'hi')
    expect(first).toBe('HTTP/1.1 200 OK\r\nx-path: /a?b\r\ncontent-length: 2\r\nconnection: keep-alive\r\n\r\nhi')
    const second = await talk(client, 'GET /c HTTP/1.1\r\nHost: h\r\n\r\n', '\r\n\r\n')
    expect(second).toBe('HTTP/1.1 200 OK\r\nx-path: /c\r\ncontent-length: 0\r\nconnection: keep-alive\r\n\r\n')
  })

  test('comes in the order of the requests on one connection', async () => {
    const waiting: (() => void)[] = []
    const client = await dial(
      whole((head, _body, response) => {
        waiting.push(() => say(response, {}, head.path))
        if (waiting.length === 2) for (const one of waiting.reverse()) one()
      }),
    )
    const got = await talk(client, 'GET /1 HTTP/1.1\r\nHost: h\r\n\r\nGET /2 HTTP/1.1\r\nHost: h\r\n\r\n', '/2')
    expect(got.indexOf('/1')).toBeLessThan(got.indexOf('/2'))
  })

  test('ends the connection when asked to', async () => {
    const got = await talk(await dial(echo), 'GET / HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n')
    expect(got).toContain('connection: close\r\n')
  })

  test('to HTTP/1.0 is the last', async () => {
    const got = await talk(await dial(echo), 'GET / HTTP/1.0\r\n\r\n')
    expect(got).toContain('connection: close\r\n')
  })

  test('to HEAD has the length but no body', async () => {
    const client = await dial(whole((_head, _body, response) => say(response, { status: 200 }, 'body')))
    const got = await talk(client, 'HEAD / HTTP/1.1\r\nHost: h\r\n\r\n', '\r\n\r\n')
    expect(got).toBe('HTTP/1.1 200 OK\r\ncontent-length: 4\r\nconnection: keep-alive\r\n\r\n')
  })

  test.each([204, 304])('with status %d has no body and no length', async status => {
    const client = await dial(whole((_head, _body, response) => say(response, { status })))
    const got = await talk(client, 'GET / HTTP/1.1\r\nHost: h\r\n\r\n', '\r\n\r\n')
    expect(got).not.toContain('content-length')
    expect(got).toContain('connection: keep-alive')
  })

  test('has every cookie of a list', async () => {
    const client = await dial(
      whole((_head, _body, response) => say(response, { headers: { 'set-cookie': ['a=1', 'b=2'] } })),
    )
    const got = await talk(client, 'GET / HTTP/1.1\r\nHost: h\r\n\r\n', '\r\n\r\n')
    expect(got).toContain('set-cookie: a=1\r\nset-cookie: b=2\r\n')
  })

  test('that says isChunked is sent as it comes', async () => {
    let later: Http1Response | undefined
    const client = await dial(
      whole((_head, _body, response) => {
        later = response
        response.start({ headers: { 'content-type': 'text/event-stream' }, isChunked: true })
        response.write(Buffer.from('one'))
      }),
    )
    const got = await talk(client, 'GET / HTTP/1.1\r\nHost: h\r\n\r\n', 'one\r\n')
    expect(got).toContain('transfer-encoding: chunked\r\n')
    later?.write(Buffer.from('two'))
    later?.end()
    expect(await talk(client, '', '0\r\n\r\n')).toBe('3\r\ntwo\r\n0\r\n\r\n')
  })
})

describe('a request', () => {
  test('has lower-case names, the last of equal ones, lists of cookies, no connection headers', async () => {
    let seen: Head = {}
    const client = await dial(
      whole((head, _body, response) => {
        seen = head
        say(response, {})
      }),
    )
    const lines = ['Host: h', 'X-A: 1', 'x-a: 2', 'Cookie: a=1', 'Cookie: b=2', 'Connection: keep-alive']
    await talk(client, `GET /x HTTP/1.1\r\n${lines.join('\r\n')}\r\n\r\n`, '\r\n\r\n')
    expect(seen).toEqual({
      protocol: 'HTTP/1.1',
      headers: { host: 'h', 'x-a': '2', cookie: ['a=1', 'b=2'] },
      isChunked: false,
      method: 'GET',
      path: '/x',
    })
  })

  test('that is no HTTP ends the connection without an answer', async () => {
    const client = await dial(whole(() => {}))
    expect(await talk(client, 'nonsense\r\n\r\n')).toBe('')
  })

  test('that expects 100-continue gets it', async () => {
    const client = await dial(whole((_head, body, response) => say(response, {}, body)))
    const head = 'POST / HTTP/1.1\r\nHost: h\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n'
    expect(await talk(client, head, '\r\n\r\n')).toBe('HTTP/1.1 100 Continue\r\n\r\n')
    expect(await talk(client, 'ok', 'ok')).toContain('200 OK')
  })

  test('whose client goes away before the answer is closed', async () => {
    const closed = Promise.withResolvers<void>()
    const arrived = Promise.withResolvers<void>()
    const client = await dial({
      open: () => ({ data: () => true, end: () => arrived.resolve(), close: () => closed.resolve() }),
    })
    client.write('GET / HTTP/1.1\r\nHost: h\r\n\r\n')
    await arrived.promise
    client.resetAndDestroy()
    await closed.promise
  })

  test('whose client has ended its side is answered, and that is the last answer', async () => {
    const client = await dial(whole((_head, _body, response) => setImmediate(() => say(response, {}, 'late'))))
    client.end('GET / HTTP/1.1\r\nHost: h\r\n\r\n')
    expect(await talk(client, '')).toMatch(/^HTTP\/1.1 200 OK\r\n.*late$/s)
  })
})

describe('CONNECT', () => {
  const tunnel = (status: number): Http1ServerOptions => ({
    open: (_head, response) => {
      let isOpen = false
      return {
        data: chunk => {
          if (isOpen) response.write(Buffer.from(String(chunk).toUpperCase()))
          return true
        },
        end: () => {
          isOpen = true
          response.start({ status })
          if (status !== 200) {
            response.write(Buffer.from('no'))
            response.end()
          }
        },
        close: () => response.end(),
      }
    },
  })

  test('becomes a tunnel of bytes, closed side by side', async () => {
    const client = await dial(tunnel(200))
    expect(await talk(client, 'CONNECT x:1 HTTP/1.1\r\nHost: x:1\r\n\r\n', '\r\n\r\n')).toBe('HTTP/1.1 200 OK\r\n\r\n')
    expect(await talk(client, 'abc', 'ABC')).toBe('ABC')
    client.end()
    expect(await talk(client, '')).toBe('')
  })

  test('behind a request that is not answered yet waits for its turn', async () => {
    const { open } = tunnel(200)
    const client = await dial({
      open: (head, response) => {
        if (head.method === 'CONNECT') return open(head, response)
        return whole((_head, _body, late) => setTimeout(() => say(late, {}, 'first'), 50)).open(head, response)
      },
    })
    const got = talk(client, '', 'HTTP/1.1 200 OK\r\n\r\n')
    client.write('GET / HTTP/1.1\r\nHost: h\r\n\r\nCONNECT x:1 HTTP/1.1\r\nHost: x:1\r\n\r\n')
    expect(await got).toMatch(/^HTTP\/1.1 200 OK\r\n.*firstHTTP\/1.1 200 OK\r\n\r\n$/s)
    expect(await talk(client, 'abc', 'ABC')).toBe('ABC')
  })

  test('that is refused gets the status and the body', async () => {
    const got = await talk(await dial(tunnel(403)), 'CONNECT x:1 HTTP/1.1\r\nHost: x:1\r\n\r\n')
    expect(got).toBe('HTTP/1.1 403 Forbidden\r\ncontent-length: 2\r\nconnection: close\r\n\r\nno')
  })
})
