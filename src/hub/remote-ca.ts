/**
 * A CA in a process of its own: the same service as the embedded one, over a connection that both sides authenticate.
 *
 * Owns one HTTP/2 session to it, opened by the first request and again after it broke.
 */
import type { CAApi, CAJoinApi, CAService, HubReply } from '../api/ca.ts'
import type { Fault } from '../api/errors.ts'
import type { Permit } from '../api/permit.ts'
import { alpn } from '../api/protocol.ts'
import { fault } from '../common/errors.ts'
import { type Client, createClient } from '../common/http/client.ts'
import { createTransport } from '../common/http/transport.ts'
import { joinConnectOptions, muxOptions } from '../common/links.ts'
import { createHubEnrolRequest } from '../common/permit.ts'
import { createIdentity, type Identity, joinTlsOptions, tlsOptions } from '../common/pki/tls.ts'
import type { HubRecord } from './credentials.ts'

export interface RemoteCAComponents {
  /** `host:port`. */
  address: string
  now: () => number
}

/** What a hub with a certificate asks a CA at `address`. */
export function createRemoteCA(components: RemoteCAComponents, identity: Identity): CAService {
  const client = createHubClient(components, identity)
  return {
    enrol: request => client('POST /api/enrol', { body: request }),
    renew: request => client('POST /api/renew', { body: request }),
    administer: request => client('POST /api/admin', { body: request }),
    watchState: since => client('GET /api/state', { query: { since } }),
  }
}

/** A certificate for a hub that has none, by its permit; or a new one for a hub that has one. */
export async function certifyByRemoteCA(
  components: RemoteCAComponents,
  hub: { publicKey: string; addresses: string[]; before: HubRecord | undefined; permit: Permit | undefined },
): Promise<HubReply> {
  const { publicKey, addresses, before, permit } = hub
  if (before)
    return createHubClient(components, createIdentity(before))('POST /api/hubs/self', {
      body: { publicKey, addresses },
    })
  if (!permit)
    throw fault(
      'bad-request',
      'a hub with a CA of its own process needs a permit the first time',
      'Give --permit FILE: the CA wrote it (--hub-permit-out)',
    )
  return await enrol(components, permit, createHubEnrolRequest(permit, addresses, new crypto.PublicKey(publicKey)))
}

function createHubClient({ address, now }: RemoteCAComponents, identity: Identity): Client<CAApi> {
  const options = tlsOptions({ identity, alpn: alpn.ca, expect: { role: 'ca' }, now })
  return createClient<CAApi>(createTransport(carrierTo(address, options)), `the CA at ${address}`)
}

async function enrol({ address, now }: RemoteCAComponents, permit: Permit, request: unknown): Promise<HubReply> {
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
  const client = createClient<CAJoinApi>(createTransport(carrierTo(address, options)), `the CA at ${address}`)
  try {
    return await client('POST /api/hubs', { body: request })
  } catch (caught) {
    throw refusal ?? caught
  }
}

function carrierTo(address: string, options: ConnectTLSOptions): PipelineLayout {
  return pipeline($ =>
    $.muxHTTP(() => address, muxOptions()).to($ =>
      $.connectTLS(options).to($ => $.connect(address, joinConnectOptions())),
    ),
  )
}
