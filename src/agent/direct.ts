/**
 * The `direct` path: a TCP port of this agent on which other endpoints reach it without a hub.
 *
 * Owns the listener and the context of an accepted connection until it is known for which membership it is: the server name of the
 * ClientHello says that. Who calls is decided by certificates, like on every path; nothing is to be had here without one.
 * Callers are in session.ts.
 */
import { endpointName } from '../api/protocol.ts'
import { type Address, formatAddress, parseAddress } from '../common/addresses.ts'
import { keepAlive } from '../common/keep-alive.ts'
import { linkListenOptions } from '../common/links.ts'
import { listen } from '../common/listen.ts'
import type { Log } from '../common/log.ts'
import { isHopeless } from '../common/opening.ts'
import { refuse } from '../common/refuse.ts'

/** What a membership gives to those that come directly. */
export interface DirectServer {
  endpointId: string
  /** TLS server and streams of this membership. */
  session: PipelineLayout
  /** What others are to be told has changed. */
  onAddresses: () => void
}

export interface DirectOptions {
  /** `IP:PORT`; port 0 takes a free one. */
  address: string
  /** `HOST:PORT` that others are told besides, as the user has it. */
  advertised: string[]
  /** The same as the router has it at the moment, if it does. */
  findMapped: () => string | undefined
  random: () => number
  log: Log
}

export interface Direct {
  /** Where it listens. */
  listening: Address
  /** Others reach the endpoint of this membership here from now on. */
  add: (server: DirectServer) => void
  remove: (endpointId: string) => void
  /** What others are told; `local` is this computer's own address as its connections show it, '' when not known. */
  addresses: (local: string) => string[]
  /** Has it told to others again. */
  announce: () => void
}

var $hello: TLSClientHello | undefined

/** Whether the connection of this context came here. */
export function isDirect(): boolean {
  return $hello !== undefined
}

/** Opens the listener. Throws address-in-use, bad-request. */
export function createDirect({ address, advertised, findMapped, random, log }: DirectOptions): Direct {
  const servers = new Map<string, DirectServer>()
  const layout = pipeline($ =>
    $.onStart((inbound: Inbound) => {
      $hello = undefined
      keepAlive(inbound.socket)
    })
      .handleTLSClientHello(hello => {
        $hello = hello
      })
      .pipe(event => {
        if ($hello) return servers.get($hello.serverNames?.[0] ?? '')?.session ?? refuse
        return isHopeless(event) ? refuse : undefined
      }),
  )
  const { host, port } = parseAddress(listen(address, linkListenOptions(), layout, random), '--direct')
  log.info('other endpoints are awaited', { address: formatAddress(host, port) })
  return {
    listening: { host, port },
    add: server => {
      servers.set(endpointName(server.endpointId), server)
    },
    remove: endpointId => {
      servers.delete(endpointName(endpointId))
    },
    addresses: local => {
      const own = isAny(host) ? local : host
      const mapped = findMapped()
      const addresses = [...advertised]
      // Before the router's: whoever is in the same network is not to go through that.
      if (own !== '') addresses.push(formatAddress(own, port))
      if (mapped !== undefined) addresses.push(mapped)
      return addresses
    },
    announce: () => {
      for (const [, { onAddresses }] of servers) onAddresses()
    },
  }
}

function isAny(host: string): boolean {
  return host === '0.0.0.0' || host === '::'
}
