/**
 * A CA in a process of its own: the same service as the embedded one, over a connection that both sides authenticate.
 *
 * Owns one HTTP/2 session to it, opened by the first request and again after it broke.
 */
import type { CAApi, CAJoinApi, HubReply } from '../api/ca.ts'
import type { Fault } from '../api/errors.ts'
import type { Permit } from '../api/permit.ts'
import { alpn } from '../api/protocol.ts'
import { fault } from '../common/errors.ts'
import { createClient } from '../common/http/client.ts'
import { createTransport } from '../common/http/transport.ts'
import { tunnelStarted } from '../common/http/tunnel.ts'
import { joinConnectOptions, muxOptions } from '../common/links.ts'
import { createHubEnrolRequest } from '../common/permit.ts'
import { createIdentity, type Identity, joinTlsOptions, tlsOptions, withRoots } from '../common/pki/tls.ts'
import type { Authority } from './authority.ts'
import type { HubRecord } from './credentials.ts'

export interface RemoteCAComponents {
  /** `host:port`. */
  address: string
  now: () => number
}

/** What a hub with a certificate asks a CA at `address`. */
export function createRemoteCA(components: RemoteCAComponents, identity: Identity): Authority {
  const carrier = carrierToMember(components, identity)
  const client = createClient<CAApi>(createTransport(carrier), nameOf(components))
  return {
    enrol: (request, from) => client('POST /api/enrol', { body: request, query: { from } }),
    renew: request => client('POST /api/renew', { body: request }),
    watchState: since => client('GET /api/state', { query: { since } }),
    administration: createTunnel(carrier),
  }
}

/** The address of the endpoint whose bytes are carried in this context. */
var $from = ''

/** Carries an endpoint's TLS to the CA, as a stream of the session with it. */
function createTunnel(carrier: PipelineLayout): PipelineLayout {
  return pipeline($ =>
    $.onStart((from: string) => {
      $from = from
    })
      .connectHTTPTunnel(
        () => new Message({ method: 'CONNECT', authority: 'ztm', path: '/admin', headers: { 'ztm-from': $from } }),
      )
      .to($ => $.pipe(carrier))
      .wait(tunnelStarted),
  )
}

/** A certificate for a hub that has none, by its permit; or a new one for a hub that has one. */
export async function certifyByRemoteCA(
  components: RemoteCAComponents,
  hub: { publicKey: string; addresses: string[]; before: HubRecord | undefined; permit: Permit | undefined },
): Promise<HubReply> {
  const { publicKey, addresses, before, permit } = hub
  if (before) {
    const carrier = carrierToMember(components, createIdentity(before))
    const client = createClient<CAApi>(createTransport(carrier), nameOf(components))
    return client('POST /api/hubs/self', { body: { publicKey, addresses } })
  }
  if (!permit)
    throw fault(
      'bad-request',
      'a hub with a CA of its own process needs a permit the first time',
      'Give --permit FILE: the CA wrote it (--hub-permit-out)',
    )
  return await enrol(components, permit, createHubEnrolRequest(permit, addresses, new crypto.PublicKey(publicKey)))
}

function nameOf({ address }: RemoteCAComponents): string {
  return `the CA at ${address}`
}

function carrierToMember({ address, now }: RemoteCAComponents, identity: Identity): PipelineLayout {
  const secured = withRoots(identity, () =>
    secure(address, tlsOptions({ identity, alpn: alpn.ca, expect: { role: 'ca' }, now })),
  )
  return pipeline($ => $.muxHTTP(() => address, muxOptions()).to(secured))
}

async function enrol(components: RemoteCAComponents, permit: Permit, request: unknown): Promise<HubReply> {
  const { address, now } = components
  let refusal: Fault | undefined
  const options = joinTlsOptions({
    roots: permit.roots,
    alpn: alpn.join,
    expect: { role: 'ca' },
    now,
    onRefused: f => {
      refusal = f
    },
  })
  const secured = secure(address, options)
  const carrier = pipeline($ => $.muxHTTP(() => address, muxOptions()).to(secured))
  const client = createClient<CAJoinApi>(createTransport(carrier), nameOf(components))
  try {
    return await client('POST /api/hubs', { body: request })
  } catch (caught) {
    throw refusal ?? caught
  }
}

function secure(address: string, options: ConnectTLSOptions): PipelineLayout {
  return pipeline($ => $.connectTLS(options).to($ => $.connect(address, joinConnectOptions())))
}
