/**
 * Relays of the `tunnel` path: joins a stream of a control connection to a stream of the target's serving link.
 *
 * Owns nothing. It cannot read what it carries: that is TLS between the two endpoints.
 */

import { fault, toFault } from '../common/errors.ts'
import { refusalMessage } from '../common/http/refusal.ts'
import { tunnelStarted } from '../common/http/tunnel.ts'
import type { Log } from '../common/log.ts'
import { getCaller } from './context.ts'
import type { Directory } from './directory.ts'
import type { StateKeeper } from './mesh-state.ts'
import type { HubMetrics } from './metrics.ts'
import type { Link, Serving } from './serving.ts'

export interface RelayComponents {
  directory: Directory<Link>
  serving: Serving
  state: StateKeeper
  log: Log
  counters: HubMetrics
  /** Gets what is relayed, in both directions; absent unless the operator asked. */
  capture?: (data: Data) => void
}

/** The layout for a stream that begins with `CONNECT /relay/{endpoint}`. Refusals: endpoint-offline, not-found. */
export function createRelay({ directory, serving, state, log, counters, capture }: RelayComponents): PipelineLayout {
  const match = new http.Match('/relay/{endpoint}')
  const onward = pipeline($ =>
    $.connectHTTPTunnel(() => peerMessage(getCaller().id))
      .to($ => $.pipe(serving.call))
      .wait(tunnelStarted),
  )
  const { quota } = counters.carried.tunnel
  const counted = pipeline($ => $.throttleDataRate(quota).pipe(onward).throttleDataRate(quota))
  const carried = capture ? pipeline($ => $.handleData(capture).pipe(counted).handleData(capture)) : counted
  return pipeline($ =>
    $.acceptHTTPTunnel(request => {
      const target = match((request.head as RequestHead).path)?.endpoint
      if (!target) return refusalMessage(fault('not-found', 'a relay is asked for by its endpoint id'))
      try {
        state.checkMember(getCaller().id)
        serving.choose(directory.getLink(target))
      } catch (caught) {
        counters.refused.add([toFault(caught).code])
        return refusalMessage(caught)
      }
      log.debug('relay', { from: getCaller().id, to: target })
      return new Message({ status: 200 })
    }).to($ =>
      $.onStart(() => counters.relays.add(['tunnel']))
        .pipe(carried)
        .onEnd(() => counters.relaysEnded.add(['tunnel'])),
    ),
  )
}

/** What the hub asks the target's agent for: a session, saying who wants it. */
function peerMessage(from: string): Message {
  return new Message({ method: 'CONNECT', authority: 'ztm', path: '/peer', headers: { 'ztm-from': from } })
}
