/**
 * UDP for tests: an echo server, and clients that wait for their answers.
 *
 * Owns its sockets for the life of a scope.
 */
import { createSocket, type Socket } from 'node:dgram'
import { once } from 'node:events'
import type { Scope } from './scope.ts'
import { waitFor } from './wait.ts'

async function bind(scope: Scope): Promise<Socket> {
  const socket = createSocket('udp4')
  scope.defer(() => {
    socket.close()
  })
  socket.bind(0, '127.0.0.1')
  await once(socket, 'listening')
  return socket
}

export interface UdpEcho {
  readonly port: number
  readonly address: string
  /** Ports of all clients it has heard of. */
  clients(): number[]
}

/** Sends every datagram back to whoever sent it. */
export async function startUdpEcho(scope: Scope): Promise<UdpEcho> {
  const socket = await bind(scope)
  const clients = new Set<number>()
  socket.on('message', (message, { port, address }) => {
    clients.add(port)
    socket.send(message, port, address)
  })
  const { port } = socket.address()
  return { port, address: `127.0.0.1:${port}`, clients: () => [...clients] }
}

export interface UdpClient {
  send(datagram: Buffer): void
  /** All datagrams that came, in their order. */
  received(): Buffer[]
  /** Sends one and waits for as many datagrams more; sends it again, as clients of UDP do, until one comes. */
  exchange(datagram: Buffer): Promise<Buffer>
}

export async function createUdpClient(scope: Scope, port: number): Promise<UdpClient> {
  const socket = await bind(scope)
  const received: Buffer[] = []
  socket.on('message', (message: Buffer) => received.push(message))
  const send = (datagram: Buffer) => socket.send(datagram, port, '127.0.0.1')
  return {
    send,
    received: () => received,
    async exchange(datagram) {
      const before = received.length
      let tries = 0
      await waitFor(
        () => {
          if (tries++ % 40 === 0) send(datagram)
          return received.length > before
        },
        { what: `an answer to ${datagram.length} bytes` },
      )
      return received[before] ?? Buffer.alloc(0)
    },
  }
}
