/**
 * Serving links: connections that agents open and on which the hub is the HTTP/2 client.
 *
 * Owns the life of each link: enters its endpoint into the directory, pings it, and removes it when the link ends.
 * Does not look into what it carries.
 */
import type { ServeApi } from '../api/hub.ts'
import type { EndpointReport } from '../api/types.ts'
import { endHub } from '../common/end-hub.ts'
import { toFault } from '../common/errors.ts'
import { type Client, createClient } from '../common/http/client.ts'
import { createTransport } from '../common/http/transport.ts'
import { deadSeconds, muxOptions, pingSeconds } from '../common/links.ts'
import type { Log } from '../common/log.ts'
import { type Caller, getCaller } from './context.ts'
import type { Directory } from './directory.ts'
import { parseReport } from './report.ts'

/** A link as the directory keeps it: the hub object through which its bytes are swapped. */
export interface Link {
  hub: Hub
  /** Asks the agent at its other end. */
  client: Client<ServeApi>
  ended: boolean
}

/** The link of the accepted connection. */
var $link: Link | undefined

/** Where a request or relay of this context goes. */
var $target: Hub | undefined

export interface ServingComponents {
  directory: Directory<Link>
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

export function createServing({ directory, log, now }: ServingComponents): Serving {
  const call = pipeline($ => $.muxHTTP(() => $target, muxOptions()).to($ => $.swap(() => $target)))
  const accept = pipeline($ =>
    $.onStart(() => {
      const hub = new pipeline.Hub()
      $link = { hub, client: clientOf(call, hub), ended: false }
      keep({ directory, log, now }, $link, getCaller())
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
async function keep({ directory, log, now }: ServingComponents, link: Link, caller: Caller): Promise<void> {
  let entered = false
  while (!link.ended) {
    try {
      const report = parseReport(await link.client('GET /api/self'))
      if (link.ended) return
      if (entered) directory.update(caller.id, report)
      else enter({ directory, log, now }, link, caller, report)
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

function enter({ directory, log, now }: ServingComponents, link: Link, caller: Caller, report: EndpointReport): void {
  const before = directory.enter({ id: caller.id, user: caller.user, address: caller.address, link }, report, now())
  log.info('endpoint online', { endpoint: caller.id, name: report.name, user: caller.user, from: caller.address })
  if (before) close(before)
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
