/**
 * The yardstick's hub: takes a stream of the client side's connection and joins it to one of the serving side's.
 *
 *   node hub.ts DIR      prints `ready PORT`
 *
 * Owns the serving side's session, on which it is the HTTP/2 client although it accepted the connection.
 */
import { type ClientHttp2Session, connect, performServerHandshake, type ServerHttp2Stream } from 'node:http2'
import type { AddressInfo } from 'node:net'
import { createServer, type TLSSocket } from 'node:tls'
import { acceptOptions, alpn, names, openWindow, sessionOptions, splice } from './wire.ts'

let serving: ClientHttp2Session | undefined

function callServingSide(socket: TLSSocket): void {
  const session = connect('https://serving', { ...sessionOptions, createConnection: () => socket })
  session.on('connect', () => openWindow(session))
  session.on('error', () => undefined)
  serving = session
}

function relay(stream: ServerHttp2Stream): void {
  stream.on('error', () => undefined)
  const onward = serving?.request({ ':method': 'CONNECT', ':authority': 'peer' })
  if (!onward) {
    stream.respond({ ':status': 502 }, { endStream: true })
    return
  }
  onward.on('response', () => {
    stream.respond({ ':status': 200 })
    splice(stream, onward)
  })
  onward.on('error', () => stream.destroy())
}

function answerClientSide(socket: TLSSocket): void {
  const session = performServerHandshake(socket, sessionOptions)
  openWindow(session)
  session.on('stream', relay)
  session.on('error', () => undefined)
}

const [dir = ''] = process.argv.slice(2)
const server = createServer(acceptOptions(dir, names.hub, [alpn.control, alpn.serve]), socket => {
  socket.setNoDelay(true)
  if (socket.alpnProtocol === alpn.serve) callServingSide(socket)
  else answerClientSide(socket)
})
server.listen(0, '127.0.0.1', () => console.log(`ready ${(server.address() as AddressInfo).port}`))
