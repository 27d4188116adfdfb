/** Well-formed input of each decoder, to be changed: by the name of the listener in target.js. */

import { Duplex } from 'node:stream'
import { connect } from 'node:tls'
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib'
import { Flag, frame, get, preface, settings, Type } from './frames.ts'

const text = (value: string): Buffer => Buffer.from(value, 'latin1')
const hex = (value: string): Buffer => Buffer.from(value.replaceAll(' ', ''), 'hex')

const http1 = [
  'GET / HTTP/1.1\r\nhost: a\r\n\r\n',
  'POST /x HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello',
  'POST / HTTP/1.1\r\nhost: a\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n3;x=y\r\nabc\r\n0\r\ntrailer: t\r\n\r\n',
  'GET / HTTP/1.0\r\nconnection: keep-alive\r\n\r\n',
  'HEAD /a?b=c HTTP/1.1\r\nhost: a\r\ncookie: a=b\r\ncookie: c=d\r\nconnection: close\r\n\r\n',
  'PUT / HTTP/1.1\r\nhost: a\r\nexpect: 100-continue\r\ncontent-length: 2\r\n\r\nok',
  'GET / HTTP/1.1\r\nhost: a\r\nupgrade: websocket\r\nconnection: upgrade\r\nsec-websocket-key: x\r\n\r\n',
  'CONNECT a:1 HTTP/1.1\r\nhost: a:1\r\n\r\nbytes',
  'OPTIONS * HTTP/1.1\r\nhost: a\r\nupgrade: h2c\r\nconnection: upgrade, http2-settings\r\nhttp2-settings: AAMAAABkAAQAAP__\r\n\r\n',
].map(text)

/** A request whose body is compressed. */
function compressed(encoding: string, body: Buffer): Buffer {
  const head = `POST / HTTP/1.1\r\nhost: a\r\ncontent-encoding: ${encoding}\r\ncontent-length: ${body.length}\r\n\r\n`
  return Buffer.concat([text(head), body])
}

const zipped = [
  compressed('gzip', gzipSync('hello '.repeat(100))),
  compressed('deflate', deflateSync('hello '.repeat(100))),
  compressed('br', brotliCompressSync('hello '.repeat(100))),
]

const http2 = [
  Buffer.concat([
    preface,
    settings(),
    frame({ type: Type.headers, flags: Flag.endHeaders | Flag.endStream, stream: 1, payload: get() }),
  ]),
  Buffer.concat([
    preface,
    settings(),
    frame({ type: Type.headers, flags: Flag.endHeaders, stream: 1, payload: get('/x', 'POST') }),
    frame({ type: Type.data, stream: 1, payload: text('hello') }),
    frame({ type: Type.window, stream: 1, payload: hex('00000100') }),
    frame({ type: Type.data, flags: Flag.endStream, stream: 1 }),
    frame({ type: Type.ping, payload: hex('0102030405060708') }),
    frame({ type: Type.goAway, payload: hex('0000000000000000') }),
  ]),
]

/** The first bytes of real clients of TLS. */
function clientHello(options: { servername?: string; ALPNProtocols?: string[] }): Buffer {
  let first = Buffer.alloc(0)
  const stream = new Duplex({
    read: () => undefined,
    write: (chunk, _, done) => done(void (first = Buffer.concat([first, chunk]))),
  })
  connect({ socket: stream, ...options }).on('error', () => undefined)
  stream.destroy()
  return first
}

const tls = [
  hex('16 0301 0005 01 000001 00'),
  clientHello({}),
  clientHello({ servername: 'fuzz', ALPNProtocols: ['h2', 'http/1.1'] }),
]

const proxyProtocol = [
  text('PROXY TCP4 1.2.3.4 5.6.7.8 9 10\r\nhello'),
  text('PROXY TCP6 ::1 fe80::2 9 10\r\nhello'),
  text('PROXY UNKNOWN\r\nhello'),
  hex('0d0a0d0a000d0a515549540a 21 11 000c 01020304 05060708 0009 000a 6869'),
  hex('0d0a0d0a000d0a515549540a 20 00 0000 6869'),
  hex(`0d0a0d0a000d0a515549540a 21 21 0024 ${'01'.repeat(36)}6869`),
]

const socks = [
  hex('05 01 00 05 01 00 01 01020304 0050 6869'),
  hex('05 02 00 02 05 01 00 03 01 61 0050 6869'),
  hex('04 01 0050 01020304 6d65 00 6869'),
  hex('04 01 0050 00000001 00 61622e63 00'),
]

const webSocket = [
  hex('81 05 68656c6c6f'),
  hex('81 85 37fa213d 7f9f4d5158'),
  hex('01 01 61 89 01 70 80 01 62 88 02 6f6b'),
  hex('82 7e 0003 616263 82 7f 0000000000000002 6465'),
]

/** By the number of the listener behind the first port. */
export const samples: readonly { name: string; samples: readonly Buffer[] }[] = [
  { name: 'demuxHTTP', samples: [...http1, ...zipped, ...http2] },
  { name: 'serveHTTP', samples: [...http1, ...http2] },
  { name: 'handleTLSClientHello', samples: tls },
  { name: 'detectProtocol', samples: [...http1, ...http2, ...tls] },
  { name: 'acceptProxyProtocol', samples: proxyProtocol },
  { name: 'acceptSOCKS', samples: socks },
  { name: 'decodeWebSocket', samples: webSocket },
  { name: 'acceptTLS', samples: tls },
  { name: 'acceptHTTPTunnel', samples: [...http1, ...http2] },
]

/** What a server may answer, by the kind of client in target.js. */
export const replies: Readonly<Record<string, readonly Buffer[]>> = {
  h1: [
    'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok',
    'HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n',
    'HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204 No Content\r\nset-cookie: a\r\nset-cookie: b\r\n\r\n',
    'HTTP/1.0 200 OK\r\n\r\nuntil the end',
    'HTTP/1.1 101 Switching Protocols\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\nbytes',
    'HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nokHTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n',
  ].map(text),
  h2: [
    Buffer.concat([
      settings(),
      settings(Flag.ack),
      // :status 200 of the static table, then a body.
      frame({ type: Type.headers, flags: Flag.endHeaders, stream: 1, payload: hex('88') }),
      frame({ type: Type.data, flags: Flag.endStream, stream: 1, payload: text('ok') }),
    ]),
    Buffer.concat([
      settings(),
      frame({ type: Type.push, flags: Flag.endHeaders, stream: 1, payload: hex('00000002 88') }),
    ]),
    Buffer.concat([settings(), frame({ type: Type.goAway, payload: hex('00000001 00000000') })]),
  ],
  tls: [hex('15 0303 0002 0228'), hex('16 0303 0004 0e000000'), hex('16 0303 0031 02 00002d 0303')],
  socks: [hex('05 00'), hex('05 00 05 00 00 01 00000000 0000'), hex('05 ff'), hex('05 00 05 00 00 03 02 6162 0050')],
  tunnel: [
    'HTTP/1.1 200 OK\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok',
    'HTTP/1.1 407 No\r\ncontent-length: 0\r\n\r\n',
  ].map(text),
}
