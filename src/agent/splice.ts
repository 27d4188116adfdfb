/**
 * The `splice` path: a TCP connection of each endpoint to the hub, which joins them by a one-time ticket and copies bytes.
 *
 * Both sides of it: the caller asks for the ticket and runs TLS through the hub; the callee is told the ticket on its serving
 * connection, dials, and is the TLS server on a connection that it made. Owns the context of such a connection.
 */
import type { HubApi } from '../api/hub.ts'
import { spliceLine, spliceName } from '../api/protocol.ts'
import type { Client } from '../common/http/client.ts'
import { spliceConnectOptions } from '../common/links.ts'
import { type Identity, type Meeting, tlsOptions, withRoots } from '../common/pki/tls.ts'
import type { Outlet } from '../common/proxy/outlet.ts'
import { sharePort } from './punch.ts'

/** What a splice needs of the link to the hub that makes it. */
export interface SpliceHub {
  /** `host:port`. */
  address: string
  client: Client<HubApi>
  outlet: Outlet
  /** Takes note of a connection that is to end with the link. */
  track: (outbound: Outbound) => void
  /** Where a splice binds, so that its port can be shared; undefined when that is not wanted. */
  shareableBind: () => string | undefined
}

export interface Ticket {
  hub: SpliceHub
  ticket: string
}

var $ticket: Ticket | undefined

/** The ticket of the session of this context, if it has one. */
export function findTicket(): Ticket | undefined {
  return $ticket
}

/** The ticket of a session being served. */
var $called = ''

/** The connection that it runs on. */
var $connection: Outbound | undefined

/** The connection of the session of this context, if it has one of its own. */
export function findConnection(): Outbound | undefined {
  return $connection
}

/** Gets a ticket for a session to `endpoint`, for `callSplice` in the same context. Rejects: endpoint-offline, hub-unreachable. */
export async function takeTicket(hub: SpliceHub, endpoint: string): Promise<void> {
  $ticket = undefined
  const { ticket } = await hub.client('POST /api/splices', { body: { endpoint } })
  $ticket = { hub, ticket }
}

/** What is needed to call. */
export interface Caller {
  identity: Identity
  outlet: Outlet
  meeting: Meeting
  /** Gets the TCP connection when it is made, in the context of the session. */
  onConnection: (outbound: Outbound) => void
}

/** The caller's side: TLS to the endpoint. A context that runs it has taken a ticket. */
export function callSplice({ identity, outlet, meeting, onConnection }: Caller): PipelineLayout {
  const options: ConnectOptions = {
    ...spliceConnectOptions(),
    bind: () => $ticket?.hub.shareableBind(),
    onState: outbound => {
      sharePort(outbound)
      $ticket?.hub.track(outbound)
      if (outbound.state === 'connected') onConnection(outbound)
    },
  }
  const address = () => $ticket?.hub.address ?? ''
  const dialled = outlet({ address, options, onRefused: meeting.onRefused })
  return withRoots(identity, () => {
    const tls = tlsOptions({ ...meeting, identity, sni: () => spliceName($ticket?.ticket ?? '') })
    return pipeline($ => $.connectTLS(tls).to(dialled))
  })
}

/** The callee's side. */
export interface Callee {
  /** Dials the hub with a ticket and serves a session (a TLS server) to who is there. */
  dial: (ticket: string) => void
  /** The connection of a ticket, while it is up; once. */
  takeConnection: (ticket: string) => Outbound | undefined
}

/** `session` is what is served. */
export function createCallee(
  { address, outlet, track, shareableBind }: Omit<SpliceHub, 'client'>,
  session: PipelineLayout,
): Callee {
  const connections = new Map<string, Outbound>()
  const options: ConnectOptions = {
    ...spliceConnectOptions(),
    bind: shareableBind,
    onState: outbound => {
      sharePort(outbound)
      $connection = outbound
      track(outbound)
      if (outbound.state === 'connected') connections.set($called, outbound)
      if (outbound.state === 'closed') connections.delete($called)
    },
  }
  const dialled = outlet({ address, options })
  const connection = pipeline($ =>
    $.onStart((ticket: string) => {
      $called = ticket
      return new Data(spliceLine(ticket))
    }).loop($ => $.pipe(dialled).pipe(session)),
  )
  return {
    dial: ticket => {
      connection.spawn(ticket)
    },
    takeConnection: ticket => {
      const found = connections.get(ticket)
      connections.delete(ticket)
      return found
    },
  }
}
