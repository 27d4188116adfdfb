/**
 * The way out to a hub: a TCP connection, or one through a proxy.
 *
 * Owns the context of a connection to a proxy until that is negotiated. Everything of an agent that dials a hub goes
 * through here.
 */
import type { Fault } from '../../api/errors.ts'
import { hostOf } from '../addresses.ts'
import { endConnection } from '../end-later.ts'
import { fault, toFault } from '../errors.ts'
import { type Negotiation, negotiate } from './negotiation.ts'
import { isExcepted, type Proxy } from './settings.ts'

export interface Connection {
  /** `host:port` of the hub; asked when the connection is made. */
  address: string | (() => string)
  options: ConnectOptions
  /** The proxy refuses. */
  onRefused?: (refusal: Fault) => void
}

/** A layout for connections to a hub. It dials at its first event. */
export type Outlet = (connection: Connection) => PipelineLayout

/** A connection while it is negotiated. What goes to the proxy, and then the target's, goes out one after the other. */
interface Passage {
  negotiation: Negotiation
  /** What came of an answer that is not whole. */
  held: Data
  isDone: boolean
  /** What is next to go out has begun to wait; `go` lets it, or drops it when it is not wanted. */
  go?: (isWanted: boolean) => void
  /** Things that have gone out, wait, or were dropped; and how many may. */
  begun: number
  allowed: number
}

var $passage: Passage | undefined
var $outbound: Outbound | undefined

/** Connects through `proxy`, or directly. */
export function createOutlet(proxy: Proxy | undefined): Outlet {
  return connection => {
    const { address, options } = connection
    const direct = pipeline($ => $.connect(address, options))
    if (!proxy) return direct
    const proxied = createProxied(proxy, connection)
    return pipeline($ => $.pipe(() => (isExcepted(proxy, hostOf(read(address))) ? direct : proxied)))
  }
}

function read(address: string | (() => string)): string {
  return typeof address === 'string' ? address : address()
}

function createProxied(proxy: Proxy, { address, options, onRefused }: Connection): PipelineLayout {
  return pipeline($ =>
    $.onStart(() => {
      $passage = { negotiation: negotiate(proxy, read(address)), held: new Data(), isDone: false, begun: 0, allowed: 1 }
      // In front of whatever comes: connect dials at once, and what is said to the proxy waits for its turn.
      return [new Data(), ...$passage.negotiation.lines]
    })
      .replaceData(data => send($passage, data))
      .connect(proxy.address, {
        ...options,
        onState: outbound => {
          $outbound = outbound
          options.onState?.(outbound)
        },
      })
      .replaceData(bytes => {
        try {
          return receive($passage, bytes)
        } catch (caught) {
          onRefused?.(toFault(caught))
          endConnection($outbound)
          return null
        }
      }),
  )
}

/** The first line goes out at once; all that follows waits until the proxy has answered what is before it. */
function send(passage: Passage | undefined, data: Data): Data | null | Promise<Data | null> {
  if (!passage || passage.isDone || data.size === 0) return data
  if (passage.begun++ < passage.allowed) return data
  return new Promise(resolve => {
    passage.go = isWanted => resolve(isWanted ? data : null)
  })
}

/** Bytes of the target, if these are any. Throws when the proxy refuses. */
function receive(passage: Passage | undefined, bytes: Data): Data | null {
  if (!passage) throw fault('internal', 'an answer of a proxy that nobody asked')
  if (passage.isDone) return bytes
  const { negotiation, held } = passage
  held.push(bytes)
  const step = negotiation.take(held)
  if (step === 'wait') return null
  passage.isDone = step === 'done'
  passage.allowed += step === 'skip' ? 2 : 1
  passage.go?.(step !== 'skip')
  return passage.isDone && held.size > 0 ? held : null
}
