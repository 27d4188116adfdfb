/**
 * An outgoing UDP "connection": each Data is one datagram, in both directions. Follows Pipy's OutboundUDP in src/outbound.cpp.
 *
 * Owns the socket; ends after `idleTimeout` seconds without datagrams. What is written before the socket is ready waits, up to a
 * limit. While the pipeline has enough, datagrams are dropped, as the network would.
 */
import { createSocket } from 'node:dgram'
import { isIPv6 } from 'node:net'
import { Data } from '../core/data.ts'
import { type PipyEvent, StreamEnd } from '../core/events.ts'
import { type Sink, type Source, Valve } from '../core/stage.ts'
import { widenReceiveBuffer } from './bind.ts'
import { OutboundView } from './outbound.ts'
import { defaultIdleTimeout, parseHostPort, type SocketOptions, wordOf } from './socket-options.ts'

/** Datagrams that wait for the socket: it is ready within a turn or, for a name, after a lookup. */
const mostEarly = 256

export interface UDPEnds {
  output: Sink
  onState(view: OutboundView): void
}

/** Throws for a target that is no address. */
export function openUDP(
  target: string,
  options: SocketOptions,
  { output, onState }: UDPEnds,
): Sink & Source & { close(): void } {
  const { host, port } = parseHostPort(target)
  const { idleTimeout = defaultIdleTimeout } = options
  const socket = createSocket(isIPv6(host) ? 'udp6' : 'udp4')
  const valve = new Valve(() => undefined)
  const early: Buffer[] = []
  const view = new OutboundView(() => end('ConnectionAborted'))
  view.remotePort = port
  const turn = (state: OutboundView['state']) => {
    view.state = state
    onState(view)
  }
  const free = () => {
    clearTimeout(timer)
    socket.close()
    turn('closed')
  }
  const end = (word?: string) => {
    if (view.state === 'closed') return
    output.write(new StreamEnd(word))
    free()
  }
  const timer = idleTimeout > 0 ? setTimeout(() => end('IdleTimeout'), idleTimeout * 1000).unref() : undefined
  socket.on('error', error => {
    // Nobody is there now; who is sent to may come back, and datagrams may be lost anyway.
    if (wordOf(error) !== 'ConnectionRefused') end(wordOf(error))
  })
  socket.on('message', bytes => {
    timer?.refresh()
    if (valve.isOpen) output.write(Data.of(bytes))
  })
  turn('open')
  turn('connecting')
  socket.connect(port, host, (error?: Error) => {
    if (error) return end(wordOf(error))
    widenReceiveBuffer(socket)
    const { address, port: localPort } = socket.address()
    Object.assign(view, { localAddress: address, localPort, remoteAddress: socket.remoteAddress().address })
    turn('connected')
    for (const bytes of early.splice(0)) socket.send(bytes)
  })
  return {
    pause: () => valve.pause(),
    resume: () => valve.resume(),
    close: () => {
      if (view.state !== 'closed') free()
    },
    write: (event: PipyEvent) => {
      if (view.state === 'closed') return
      if (event instanceof StreamEnd) return end()
      if (!(event instanceof Data) || event.size === 0) return
      timer?.refresh()
      if (view.state === 'connected') socket.send(event.toBuffer())
      else if (early.length < mostEarly) early.push(event.toBuffer())
    },
  }
}
