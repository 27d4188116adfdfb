/**
 * UDP listeners: one pipeline per peer, ended after a time without datagrams. Follows Pipy's Listener for UDP in src/listener.cpp.
 *
 * Owns the socket and the peers' pipelines. Each Data is one datagram in both directions. Datagrams for which a pipeline has no room are
 * dropped, as the network would.
 */
import { root } from '../core/context.ts'
import { Data } from '../core/data.ts'
import { type PipyEvent, StreamEnd } from '../core/events.ts'
import type { PipelineLayout } from '../core/layout.ts'
import { writeLog } from '../core/log.ts'
import { Pipeline } from '../core/pipeline.ts'
import { Valve } from '../core/stage.ts'
import { Int } from '../globals/int.ts'
import { bindUDP } from './bind.ts'
import { defaultIdleTimeout, type SocketOptions } from './socket-options.ts'

export interface UDPListener {
  close(): void
}

interface Peer {
  pipeline: Pipeline
  valve: Valve
  timer: NodeJS.Timeout | undefined
  /** Seconds that `timer` was made for. */
  idleTimeout: number
}

/** Milliseconds between looks at quiet peers would be too fine: the idle limit is whole seconds. */
const second = 1000

let nextId = 1

/** Listens on `host:port`; `current` gives the layout and options of now. Throws when the address cannot be had. */
export function listenUDP(
  { host, port }: { host: string; port: number },
  current: () => { layout: PipelineLayout; options: SocketOptions },
): UDPListener {
  const socket = bindUDP(host, port)
  const peers = new Map<string, Peer>()
  let isOpen = true
  // What cannot be sent, being too long for a datagram for one, is lost, as on the network.
  const send = (bytes: Buffer, { port, address }: { port: number; address: string }) => {
    if (isOpen) socket.send(bytes, port, address, () => undefined)
  }
  const forget = (key: string) => {
    const peer = peers.get(key)
    peers.delete(key)
    clearTimeout(peer?.timer)
    peer?.pipeline.close()
  }
  socket.on('message', (bytes, from) => {
    const key = `${from.address} ${from.port}`
    let peer = peers.get(key)
    if (!peer) {
      const reply = (event: PipyEvent) => {
        if (event instanceof Data && event.size > 0) send(event.toBuffer(), from)
        else if (event instanceof StreamEnd) queueMicrotask(() => forget(key))
      }
      peer = openPeer(current().layout, reply, {
        id: new Int('i64', nextId++),
        localAddress: host,
        localPort: port,
        remoteAddress: from.address,
        remotePort: from.port,
      })
      peers.set(key, peer)
    }
    const { idleTimeout = defaultIdleTimeout } = current().options
    // A timer of its own for each datagram would cost as much as the datagram.
    if (peer.idleTimeout === idleTimeout) peer.timer?.refresh()
    else {
      clearTimeout(peer.timer)
      peer.idleTimeout = idleTimeout
      peer.timer = idleTimeout > 0 ? setTimeout(() => expire(key), idleTimeout * second).unref() : undefined
    }
    if (peer.valve.isOpen) peer.pipeline.write(Data.of(bytes))
  })
  const expire = (key: string) => {
    peers.get(key)?.pipeline.write(new StreamEnd('IdleTimeout'))
    forget(key)
  }
  socket.on('error', error => writeLog('error', `UDP port ${port} at ${host}: ${error.message}`))
  return {
    close: () => {
      isOpen = false
      socket.close()
      for (const key of [...peers.keys()]) forget(key)
    },
  }
}

function openPeer(layout: PipelineLayout, reply: (event: PipyEvent) => void, inbound: object): Peer {
  const valve = new Valve(() => undefined)
  const pipeline = new Pipeline(layout, { context: root.clone(), output: { write: reply }, source: valve })
  pipeline.start([inbound])
  return { pipeline, valve, timer: undefined, idleTimeout: 0 }
}
