/**
 * Sessions: mutually authenticated TLS 1.3 + HTTP/2 from this endpoint to another, carried by a path.
 *
 * Owns one session layout per endpoint that was called, kept while it is used and some minutes after (the engine closes
 * idle ones). The only path so far is `tunnel`: a relay stream on a hub's control connection.
 */
import type { Fault } from '../api/errors.ts'
import { alpn, endpointName } from '../api/protocol.ts'
import { fault } from '../common/errors.ts'
import { refusalIn, refusalMessage } from '../common/http/refusal.ts'
import { muxOptions } from '../common/links.ts'
import { type Identity, tlsOptions } from '../common/pki/tls.ts'
import type { HubLink } from './hub-link.ts'

export interface SessionComponents {
  identity: Identity
  now: () => number
  /** A hub link that is up, or undefined. Asked when a session is opened. */
  findHubLink: () => HubLink | undefined
}

export interface Sessions {
  /** Carries HTTP/2 streams to the endpoint; opens the session when there is none. */
  to: (endpointId: string) => PipelineLayout
  /** Why the last attempt to open a session to the endpoint failed; undefined when it did not. */
  failureOf: (endpointId: string) => Fault | undefined
}

interface Session {
  layout: PipelineLayout
  failure?: Fault
}

/** Stands in for a hub when there is none: refuses the relay. */
const noHub = pipeline($ =>
  $.replaceMessage(() => refusalMessage(fault('not-connected', 'no hub of the mesh is connected'))),
)

export function createSessions(components: SessionComponents): Sessions {
  const sessions = new Map<string, Session>()
  return {
    to: id => {
      const known = sessions.get(id)
      if (known) return known.layout
      const session: Session = { layout: createTunnel(components, id, failure => noteFailure(sessions, id, failure)) }
      sessions.set(id, session)
      return session.layout
    },
    failureOf: id => sessions.get(id)?.failure,
  }
}

function hubGone(): Fault {
  return fault('hub-unreachable', 'the hub closed the connection', 'It is retried by itself: ztm status')
}

function noteFailure(sessions: Map<string, Session>, id: string, failure: Fault | undefined): void {
  const session = sessions.get(id)
  if (session) session.failure = failure
}

/** The `tunnel` path: TLS to the endpoint inside `CONNECT /relay/{id}` on whichever hub link is up. */
function createTunnel(
  { identity, now, findHubLink }: SessionComponents,
  id: string,
  note: (failure: Fault | undefined) => void,
): PipelineLayout {
  const options = tlsOptions({
    identity,
    alpn: alpn.peer,
    sni: endpointName(id),
    expect: { role: 'endpoint', name: id },
    now,
    onPeer: () => note(undefined),
    onRefused: note,
  })
  return pipeline($ =>
    $.muxHTTP(() => id, muxOptions()).to($ =>
      $.connectTLS(options).to($ =>
        $.connectHTTPTunnel(() => new Message({ method: 'CONNECT', authority: 'ztm', path: `/relay/${id}` })).to($ =>
          $.pipe(() => findHubLink()?.control ?? noHub).handleMessageStart(start => {
            const refusal = refusalIn(start.head as ResponseHead, hubGone)
            if (refusal) note(refusal)
          }),
        ),
      ),
    ),
  )
}
