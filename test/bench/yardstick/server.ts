/**
 * The yardstick's serving side: dials the hub, takes sessions from there, dials the target of each of their streams.
 *
 *   node server.ts DIR HUB-PORT      prints `ready` when it is connected
 *
 * Owns nothing but its connections.
 */
import { performServerHandshake, type ServerHttp2Stream } from 'node:http2'
import { connect as connectTCP } from 'node:net'
import type { Duplex } from 'node:stream'
import { connect, createServer } from 'node:tls'
import { acceptOptions, alpn, identityOf, names, openWindow, sessionOptions, splice } from './wire.ts'

const [dir = '', hubPort = ''] = process.argv.slice(2)

/** HTTP/2 on a connection whose other side opens the streams. */
function serve(socket: Duplex, take: (stream: ServerHttp2Stream, authority: string) => void): void {
  const session = performServerHandshake(socket, sessionOptions)
  openWindow(session)
  session.on('stream', (stream, headers) => {
    stream.on('error', () => undefined)
    take(stream, headers[':authority'] ?? '')
  })
  session.on('error', () => undefined)
}

/** TLS from end to end begins here. */
const secure = createServer(acceptOptions(dir, names.server, [alpn.peer]), socket => serve(socket, dialTarget))

function dialTarget(stream: ServerHttp2Stream, authority: string): void {
  const target = connectTCP({ host: '127.0.0.1', port: Number(authority.split(':')[1]), noDelay: true })
  target.on('error', () => stream.destroy())
  target.on('connect', () => {
    stream.respond({ ':status': 200 })
    splice(stream, target)
  })
}

const options = { ...identityOf(dir, names.server), servername: names.hub, ALPNProtocols: [alpn.serve] }
const link = connect({ ...options, host: '127.0.0.1', port: Number(hubPort) }, () => {
  link.setNoDelay(true)
  serve(link, stream => {
    stream.respond({ ':status': 200 })
    secure.emit('connection', stream)
  })
  console.log('ready')
})
