/**
 * Where endpoints administer: TLS of their own with the CA, inside a stream that a hub carries and cannot read.
 *
 * Owns the context of such a connection. A permit that is made here is seen by nobody but who asked for it.
 */
import type { AdminApi } from '../api/ca.ts'
import { alpn } from '../api/protocol.ts'
import { fault } from '../common/errors.ts'
import { demux } from '../common/http/demux.ts'
import { createRouter } from '../common/http/router.ts'
import { demuxOptions } from '../common/links.ts'
import type { Log } from '../common/log.ts'
import type { Peer } from '../common/pki/check.ts'
import { type Identity, tlsOptions, withRoots } from '../common/pki/tls.ts'
import type { CA } from './ca.ts'

export interface AdminComponents {
  ca: CA
  identity: Identity
  now: () => number
  log: Log
}

var $from = ''
var $peer: Peer | undefined

/** The layout for the bytes of one connection; started with the address that it comes from, as the hub has told. */
export function createAdminPort({ ca, identity, now, log }: AdminComponents): PipelineLayout {
  const router = createRouter<AdminApi, { peer: string; from: string }>(
    { 'POST /api/admin': ({ body, caller }) => ca.administer(body, caller) },
    log,
  )
  const api = demux(
    demuxOptions(),
    pipeline($ => $.replaceMessage(request => router(request, { peer: getPeer().id, from: $from }))),
  )
  const secured = withRoots(identity, () => {
    const options = tlsOptions({
      identity,
      alpn: alpn.admin,
      expect: { role: 'endpoint' },
      now,
      onPeer: peer => {
        $peer = peer
      },
      onRefused: ({ code, message }) => log.warn('connection refused', { from: $from, code, message }),
    })
    return pipeline($ => $.acceptTLS(options).to($ => $.pipe(api)))
  })
  return pipeline($ =>
    $.onStart((from: string) => {
      $from = from
      $peer = undefined
    }).pipe(secured),
  )
}

function getPeer(): Peer {
  if (!$peer) throw fault('internal', 'a connection without an endpoint was let through')
  return $peer
}
