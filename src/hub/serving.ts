/**
 * Serving links: connections that agents open and on which the hub is the HTTP/2 client.
 *
 * Owns the life of each link: enters its endpoint into the directory, pings it, and removes it when the link ends.
 * Does not look into what it carries.
 */
import type { ServeApi } from '../api/hub.ts'
import type { SignedState } from '../api/state.ts'
import type { EndpointReport } from '../api/types.ts'
import { endHub } from '../common/end-later.ts'
import { toFault } from '../common/errors.ts'
import { type Client, createClient } from '../common/http/client.ts'
import { createTransport } from '../common/http/transport.ts'
import { deadSeconds, muxOptions, pingSeconds } from '../common/links.ts'
import type { Log } from '../common/log.ts'
import { type Caller, getCaller } from './context.ts'
import type { Directory } from './directory.ts'
import type { StateKeeper } from './mesh-state.ts'
import { parseReport } from './report.ts'

/** A link as the directory keeps it: the hub object through which its bytes are swapped. */
export interface Link {
  hub: Hub
  /** Asks the agent at its other end. */
  client: Client<ServeApi>
  ended: boolean
}

/** How long an evicted endpoint has to hear of it before its link is closed, in seconds. */
const dismissSeconds = 0.3

/** The link of the accepted connection. */
var $link: Link | undefined

/** Where a request or relay of this context goes. */
var $target: Hub | undefined

export interface ServingComponents {
  directory: Directory<Link>
  state: StateKeeper
  log: Log
  now: () => number
}

export interface Serving {
  /** Takes over an accepted connection of ALPN `ztm-srv/1`. */
  accept: PipelineLayout
  /** Carries HTTP/2 requests to the agent chosen by `choose` in the same context. */
  call: PipelineLayout
  /** Chooses the link for `call` in the current context. */
  choose: (link: Link) => void
}

export function createServing({ directory, state, log, now }: ServingComponents): Serving {
  state.onChange((signed, { evicted }) => {
    for (const link of directory.links()) handOn(link, signed, log)
    for (const { id } of evicted) dismiss(directory, id)
  })
  const call = pipeline($ => $.muxHTTP(() => $target, muxOptions()).to($ => $.swap(() => $target)))
  const accept = pipeline($ =>
    $.onStart(() => {
      const hub = new pipeline.Hub()
      $link = { hub, client: clientOf(call, hub), ended: false }
      keep({ directory, state, log, now }, $link, getCaller())
      return new Data()
    })
      .swap(() => $link?.hub)
      .onEnd(() => {
        if (!$link) return
        end(directory, log, $link, getCaller())
        endHub($link.hub)
      }),
  )
  return {
    accept,
    call,
    choose: link => {
      $target = link.hub
    },
  }
}

/** A client for one link; every request of it starts by choosing that link. */
function clientOf(call: PipelineLayout, hub: Hub): Client<ServeApi> {
  const chosen = pipeline($ =>
    $.onStart(() => {
      $target = hub
    }).pipe(call),
  )
  return createClient<ServeApi>(createTransport(chosen, deadSeconds), 'the endpoint')
}

/** Asks for the report now and at every ping; what comes back is what the directory says. Ends with the link. */
async function keep({ directory, state, log, now }: ServingComponents, link: Link, caller: Caller): Promise<void> {
  let entered = false
  while (!link.ended) {
    try {
      const report = parseReport(await link.client('GET /api/self'))
      if (link.ended) return
      if (entered) directory.update(caller.id, report)
      else {
        enter({ directory, log, now }, link, caller, report)
        const signed = state.current()
        if (signed) handOn(link, signed, log)
      }
      entered = true
    } catch (caught) {
      if (link.ended) return
      const f = toFault(caught)
      log.info('serving link is dead', { endpoint: caller.id, error: f.code, message: f.message })
      close(link)
      return
    }
    await new Timeout(pingSeconds).wait()
  }
}

function enter(
  { directory, log, now }: Omit<ServingComponents, 'state'>,
  link: Link,
  caller: Caller,
  report: EndpointReport,
): void {
  const before = directory.enter({ id: caller.id, user: caller.user, address: caller.address, link }, report, now())
  log.info('endpoint online', { endpoint: caller.id, name: report.name, user: caller.user, from: caller.address })
  if (before) close(before)
}

/** Tells the agent of a link the mesh state. One that does not take it is told again when it comes back. */
async function handOn(link: Link, signed: SignedState, log: Log): Promise<void> {
  try {
    await link.client('PUT /api/state', { body: signed })
  } catch (caught) {
    log.warn('an agent did not take the mesh state', { code: toFault(caught).code })
  }
}

/** Ends the link of an endpoint that is a member no more, after it was told why. */
async function dismiss(directory: Directory<Link>, id: string): Promise<void> {
  const link = directory.findLink(id)
  if (!link) return
  await new Timeout(dismissSeconds).wait()
  close(link)
}

function end(directory: Directory<Link>, log: Log, link: Link, caller: Caller): void {
  link.ended = true
  if (directory.leave(caller.id, link)) log.info('endpoint offline', { endpoint: caller.id })
}

/** Ends a link from this side; whatever it carried ends with it. */
export function close(link: Link): void {
  if (link.ended) return
  link.ended = true
  link.hub.broadcast(new StreamEnd())
}
