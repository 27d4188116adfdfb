/**
 * An outgoing UDP "connection": each Data is one datagram, in both directions. Follows Pipy's OutboundUDP in src/outbound.cpp.
 *
 * Owns the socket; ends after `idleTimeout` seconds without datagrams. While the pipeline has enough, datagrams are dropped.
 */
import { createSocket } from 'node:dgram'
import { isIPv6 } from 'node:net'
import { Data } from '../core/data.ts'
import { type PipyEvent, StreamEnd } from '../core/events.ts'
import { type Sink, type Source, Valve } from '../core/stage.ts'
import { defaultIdleTimeout, parseHostPort, type SocketOptions, wordOf } from './socket-options.ts'

export function openUDP(target: string, options: SocketOptions, output: Sink): Sink & Source & { close(): void } {
  const { host, port } = parseHostPort(target)
  const { idleTimeout = defaultIdleTimeout } = options
  const socket = createSocket(isIPv6(host) ? 'udp6' : 'udp4')
  const valve = new Valve(() => undefined)
  const early: Buffer[] = []
  let connected = false
  let closed = false
  const end = (word?: string) => {
    if (closed) return
    closed = true
    clearTimeout(timer)
    socket.close()
    output.write(new StreamEnd(word))
  }
  const timer = idleTimeout > 0 ? setTimeout(() => end('IdleTimeout'), idleTimeout * 1000).unref() : undefined
  socket.on('error', error => end(wordOf(error)))
  socket.on('message', bytes => {
    timer?.refresh()
    if (valve.isOpen) output.write(Data.of(bytes))
  })
  socket.connect(port, host, (error?: Error) => {
    if (error) return end(wordOf(error))
    connected = true
    for (const bytes of early) socket.send(bytes)
  })
  return {
    pause: () => valve.pause(),
    resume: () => valve.resume(),
    close: () => {
      if (!closed) socket.close()
      closed = true
      clearTimeout(timer)
    },
    write: (event: PipyEvent) => {
      if (closed) return
      if (event instanceof StreamEnd) return end()
      if (!(event instanceof Data) || event.size === 0) return
      timer?.refresh()
      if (connected) socket.send(event.toBuffer())
      else early.push(event.toBuffer())
    },
  }
}
