/**
 * The yardstick's client side: listens on a port for each target, carries what comes there through the hub.
 *
 *   node client.ts DIR HUB-PORT TARGET-PORT...      prints `ready PORT...`, in the order of the targets
 *
 * Owns one session to the serving side, inside one stream of its connection to the hub. One stream of it for a connection.
 */
import { once } from 'node:events'
import { type ClientHttp2Session, connect as connectHTTP } from 'node:http2'
import { type AddressInfo, createServer, type Socket } from 'node:net'
import type { Duplex } from 'node:stream'
import { connect } from 'node:tls'
import { alpn, identityOf, names, openWindow, sessionOptions, splice } from './wire.ts'

const [dir = '', hubPort = '', ...targets] = process.argv.slice(2)
const identity = identityOf(dir, names.client)

async function sessionOn(socket: Duplex): Promise<ClientHttp2Session> {
  const session = connectHTTP('https://next', { ...sessionOptions, createConnection: () => socket })
  await once(session, 'connect')
  openWindow(session)
  session.on('error', fail)
  return session
}

function fail(error: Error): void {
  console.error(error)
  process.exit(1)
}

async function dialHub(): Promise<ClientHttp2Session> {
  const where = { host: '127.0.0.1', port: Number(hubPort), servername: names.hub, ALPNProtocols: [alpn.control] }
  const socket = connect({ ...identity, ...where })
  await once(socket, 'secureConnect')
  socket.setNoDelay(true)
  return sessionOn(socket)
}

/** TLS to the serving side, inside a tunnel through the hub. */
async function dialPeer(hub: ClientHttp2Session): Promise<ClientHttp2Session> {
  const tunnel = hub.request({ ':method': 'CONNECT', ':authority': 'peer' })
  await once(tunnel, 'response')
  const socket = connect({ ...identity, socket: tunnel, servername: names.server, ALPNProtocols: [alpn.peer] })
  await once(socket, 'secureConnect')
  return sessionOn(socket)
}

function carry(peer: ClientHttp2Session, socket: Socket, target: string): void {
  socket.on('error', () => undefined)
  const stream = peer.request({ ':method': 'CONNECT', ':authority': `127.0.0.1:${target}` })
  stream.on('error', () => socket.destroy())
  stream.on('response', () => splice(socket, stream))
}

const peer = await dialPeer(await dialHub())
const ports: number[] = []
for (const target of targets) {
  const server = createServer({ allowHalfOpen: true, noDelay: true, pauseOnConnect: true }, s => carry(peer, s, target))
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  ports.push((server.address() as AddressInfo).port)
}
console.log(`ready ${ports.join(' ')}`)
