/**
 * pipy.listen: listeners by address, each connection a pipeline. Follows Pipy's src/listener.cpp and src/inbound.cpp.
 *
 * Owns all listeners of the process and their open connections. UDP is in host/udp-listener.ts. A bind failure throws at once,
 * as on Pipy: so the address is bound synchronously, through a handle of `net`.
 */
import { createServer, isIP, type Server, type Socket } from 'node:net'
import type { Context } from '../core/context.ts'
import { root } from '../core/context.ts'
import type { PipelineLayout } from '../core/layout.ts'
import { Pipeline } from '../core/pipeline.ts'
import type { Sink } from '../core/stage.ts'
import { Int } from '../globals/int.ts'
import { bindTCP } from './bind.ts'
import { SocketLink } from './socket-link.ts'
import { defaultIdleTimeout, keepAliveDelay, type SocketOptions, socketOptionTypes } from './socket-options.ts'
import { listenUDP, type UDPListener } from './udp-listener.ts'

export interface ListenOptions extends SocketOptions {
  maxConnections?: number
  /** Connections that were redirected here: needs a socket option that Node does not have. */
  transparent?: boolean
}

/** What they may be, as filters/arguments.ts checks it. */
export const listenOptionTypes: Readonly<Record<keyof ListenOptions, string>> = {
  ...socketOptionTypes,
  maxConnections: 'finite',
  transparent: 'boolean',
}

interface Listener {
  layout: PipelineLayout
  options: ListenOptions
  /** Connections that have a pipeline. */
  busy: number
  /** Those beyond `maxConnections`: nothing of them is read until it is their turn. */
  waiting: Set<Socket>
  close(): void
}

const listeners = new Map<string, Listener>()

/** Connections that are open, for the end by a signal. */
const open = new Set<Socket>()
let onLastClosed: (() => void) | undefined
let nextId = 1

/** Listens, replaces the layout of a listener, or closes it (layout null). Throws when the address cannot be had. */
export function listen(
  address: string,
  options: ListenOptions & { udp: boolean },
  layout: PipelineLayout | null,
): void {
  const { host, port } = parseListenAddress(address)
  if (options.transparent) throw new Error('listening with `transparent` is not available in this engine')
  const key = `${options.udp ? 'udp' : 'tcp'} ${host}:${port}`
  const known = listeners.get(key)
  if (!layout) {
    known?.close()
    listeners.delete(key)
  } else if (known) {
    known.layout = layout
    known.options = options
  } else {
    const listener: Listener = { layout, options, busy: 0, waiting: new Set(), close: () => undefined }
    const server = options.udp ? openUDP(listener, host, port) : openTCP(listener, host, port)
    listener.close = () => server.close()
    listeners.set(key, listener)
  }
}

/** An IP address with a port. Throws in Pipy's words. */
function parseListenAddress(address: string): { host: string; port: number } {
  const match = /^(?:\[([^\]]*)\]|(.*)):(\d+)$/.exec(address)
  const host = match?.[1] ?? match?.[2] ?? ''
  const port = Number(match?.[3])
  if (!(port >= 1 && port <= 65535)) throw new Error("invalid 'address:port' form")
  if (isIP(host) === 0) throw new Error('invalid IP address')
  return { host, port }
}

function openUDP(listener: Listener, host: string, port: number): UDPListener {
  return listenUDP({ host, port }, () => listener)
}

function openTCP(listener: Listener, host: string, port: number): Server {
  const server = createServer({ allowHalfOpen: true, pauseOnConnect: false }, socket => admit(listener, socket))
  server.on('error', () => undefined)
  bindTCP(server, host, port)
  return server
}

/** What onStart of a listener's layout gets. */
function inboundOf(socket: Socket): object {
  const { localAddress = '', localPort = 0, remoteAddress = '', remotePort = 0 } = socket
  const id = new Int('i64', nextId++)
  return { id, localAddress: plain(localAddress), localPort, remoteAddress: plain(remoteAddress), remotePort }
}

/** An IPv4 address without the IPv6 form of a dual-stack socket. */
const plain = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/, '')

/** Begins a connection, or lets it wait while there are too many. */
function admit(listener: Listener, socket: Socket): void {
  const { busy, waiting, options } = listener
  socket.on('error', () => undefined)
  if (!options.maxConnections || busy < options.maxConnections) return accept(listener, socket)
  waiting.add(socket)
  socket.once('close', () => waiting.delete(socket))
}

function admitNext(listener: Listener): void {
  const [next] = listener.waiting
  if (!next) return
  listener.waiting.delete(next)
  accept(listener, next)
}

function accept(listener: Listener, socket: Socket): void {
  const { layout, options } = listener
  open.add(socket)
  listener.busy++
  if (options.noDelay !== false) socket.setNoDelay(true)
  if (options.keepAlive !== false) socket.setKeepAlive(true, keepAliveDelay)
  const context: Context = root.clone()
  const output: Sink = { write: event => link.write(event), socket: () => link }
  const source = { pause: () => link.pause(), resume: () => link.resume(), socket: () => link }
  let pipeline: Pipeline | undefined
  const link = new SocketLink(
    socket,
    { idleTimeout: defaultIdleTimeout, ...options },
    {
      output: { write: event => pipeline?.write(event) },
      source: { pause: () => pipeline?.pause(), resume: () => pipeline?.resume() },
      onClose: () => {
        pipeline?.close()
        listener.busy--
        admitNext(listener)
        closed(socket)
      },
    },
  )
  pipeline = new Pipeline(layout, { context, output, source })
  pipeline.start([inboundOf(socket)])
}

function closed(socket: Socket): void {
  open.delete(socket)
  if (open.size === 0) onLastClosed?.()
}

/** Bytes that all open connections have carried: it does not change while nothing moves. */
export function trafficOfOpen(): number {
  let sum = 0
  for (const socket of open) sum += socket.bytesRead + socket.bytesWritten - socket.writableLength
  return sum
}

/** Stops listening; `done` is called when no connection is left. */
export function stopListening(done: () => void): void {
  for (const listener of listeners.values()) {
    listener.close()
    for (const socket of listener.waiting) socket.destroy()
  }
  listeners.clear()
  if (open.size === 0) done()
  else onLastClosed = done
}
