/**
 * The way to the CA: TLS of this endpoint's own, inside a stream that whichever hub carries and cannot read.
 *
 * Owns the session with the CA, opened by the first request and closed when it was idle for a while.
 */
import type { AdminApi, AdminReplies, AdminRequest } from '../api/ca.ts'
import type { Fault } from '../api/errors.ts'
import { alpn, caName } from '../api/protocol.ts'
import { signRequest } from '../common/admin.ts'
import { createClient } from '../common/http/client.ts'
import { refusalIn, refusalMessage } from '../common/http/refusal.ts'
import { createTransport } from '../common/http/transport.ts'
import { tunnelStarted } from '../common/http/tunnel.ts'
import { muxOptions } from '../common/links.ts'
import { type Identity, tlsOptions, withRoots } from '../common/pki/tls.ts'
import { type HubLink, hubGone, notConnected } from './hub-link.ts'
import type { StoredMesh } from './storage.ts'

export interface CALinkComponents {
  identity: Identity
  stored: Pick<StoredMesh, 'name' | 'endpointId' | 'key'>
  now: () => number
  findHubLink: () => HubLink | undefined
}

export interface CALink {
  /** Signs an act and sends it. Rejects with not-connected, admin-only, signature-invalid, and what the act may say. */
  ask: <Action extends keyof AdminReplies>(
    request: Extract<AdminRequest, { action: Action }>,
  ) => Promise<AdminReplies[Action]>
}

/** A session that nobody asked anything for so long is closed, in seconds. */
const idleSeconds = 10

export function createCALink({ identity, stored, now, findHubLink }: CALinkComponents): CALink {
  let refusal: Fault | undefined
  const noHub = pipeline($ => $.replaceMessage(() => refusalMessage(notConnected(stored.name))))
  const carried = pipeline($ =>
    $.connectHTTPTunnel(() => new Message({ method: 'CONNECT', authority: 'ztm', path: '/ca' }))
      .to($ =>
        $.pipe(() => findHubLink()?.control ?? noHub).handleMessageStart(start => {
          refusal = refusalIn(start.head as ResponseHead, hubGone) ?? refusal
        }),
      )
      .wait(tunnelStarted),
  )
  const secured = withRoots(identity, () => {
    const options = tlsOptions({
      identity,
      alpn: alpn.admin,
      expect: { role: 'ca' },
      sni: caName,
      now,
      onRefused: f => {
        refusal = f
      },
    })
    return pipeline($ => $.connectTLS(options).to(carried))
  })
  const carrier = pipeline($ => $.muxHTTP(() => stored.endpointId, muxOptions(idleSeconds)).to(secured))
  const client = createClient<AdminApi>(createTransport(carrier), 'the CA')
  return {
    ask: async request => {
      if (!findHubLink()) throw notConnected(stored.name)
      refusal = undefined
      const signer = { endpoint: stored.endpointId, key: stored.key, now: now() }
      try {
        return (await client('POST /api/admin', { body: signRequest(request as AdminRequest, signer) })) as never
      } catch (caught) {
        throw refusal ?? caught
      }
    },
  }
}
