/**
 * The hub's REST API on control connections, and the one route of join connections.
 *
 * Owns nothing: answers from the directory and hands to the CA what is the CA's.
 */

import type { HubApi, JoinApi } from '../api/hub.ts'
import type { DirectorySummary } from '../api/types.ts'
import { fault } from '../common/errors.ts'
import { demux } from '../common/http/demux.ts'
import { refusalMessage } from '../common/http/refusal.ts'
import { createRouter, faultMessage } from '../common/http/router.ts'
import { demuxOptions } from '../common/links.ts'
import type { Log } from '../common/log.ts'
import { parseObject, parseText } from '../common/parse.ts'
import type { Authority } from './authority.ts'
import { type Caller, getAddress, getCaller } from './context.ts'
import type { Directory } from './directory.ts'
import { listEndpoints, listOffers, listServices, listUsers, summarize } from './directory-lists.ts'
import type { StateKeeper } from './mesh-state.ts'
import { parseReport } from './report.ts'
import type { Link } from './serving.ts'
import type { Splices } from './splices.ts'

/** Longest id of an endpoint that is read. */
const idLength = 100

export interface ApiComponents {
  directory: Directory<Link>
  ca: Authority
  /** The layout for `CONNECT /relay/...`. */
  relay: PipelineLayout
  splices: Splices
  state: StateKeeper
  now: () => number
  log: Log
}

/** What is spoken on a control connection: requests and relays. */
export function createControl(components: ApiComponents): PipelineLayout {
  const { directory, ca, state, now, log } = components
  const summary = createSummary(directory)
  const router = createRouter<HubApi, Caller>(
    {
      'GET /api/ping': () => ({ time: now() }),
      'GET /api/summary': summary,
      'GET /api/endpoints': ({ query }) => listEndpoints(directory.endpoints(), query),
      'GET /api/endpoints/{endpoint}': ({ params }) => directory.getEndpoint(params.endpoint ?? ''),
      'GET /api/services': ({ query }) => listServices(directory.providers(), query),
      'GET /api/offers': ({ query }) => listOffers(directory.providers(), query),
      'GET /api/users': ({ query }) => listUsers(directory.endpoints(), query),
      'GET /api/services/{protocol}/{name}': ({ params }) =>
        directory.getProviders(params.protocol ?? '', params.name ?? ''),
      'POST /api/splices': ({ body }) => ({ ticket: createTicket(components, body) }),
      'POST /api/punches': async ({ body, caller }) => ({ address: await punch(components, body, caller) }),
      'PUT /api/endpoints/self': ({ caller, body }) => {
        directory.update(caller.id, parseReport(body))
        return { accepted: true as const }
      },
      'POST /api/renew': ({ body }) => ca.renew(body),
    },
    log,
  )
  const answer = async (request: Message): Promise<Message> => {
    try {
      // A connection outlives its owner's eviction, but nothing is done for it any more.
      state.checkMember(getCaller().id)
    } catch (caught) {
      return faultMessage(caught)
    }
    return await router(request, getCaller())
  }
  const api = pipeline($ => $.replaceMessage(answer))
  const toCA = createCATunnel(components)
  const stream = pipeline($ =>
    $.pipe(event => {
      if (!(event instanceof MessageStart)) return undefined
      const { method, path } = event.head as RequestHead
      if (method !== 'CONNECT') return api
      return path === '/ca' ? toCA : components.relay
    }),
  )
  return demux(demuxOptions(), stream)
}

/** Consoles ask for it every few seconds: it is made again only after a change. */
function createSummary(directory: Directory<Link>): () => DirectorySummary {
  let summary: DirectorySummary | undefined
  return () => {
    if (summary?.mark !== directory.mark()) summary = summarize(directory.endpoints(), directory.mark())
    return summary
  }
}

/** `CONNECT /ca`: an endpoint's own TLS with the CA, which this hub cannot read. */
function createCATunnel({ ca, state }: ApiComponents): PipelineLayout {
  return pipeline($ =>
    $.acceptHTTPTunnel(() => {
      try {
        state.checkMember(getCaller().id)
        return new Message({ status: 200 })
      } catch (caught) {
        return refusalMessage(caught)
      }
    }).to($ => $.pipe(ca.administration, () => [getCaller().address])),
  )
}

function createTicket({ directory, splices, log }: ApiComponents, body: unknown): string {
  const endpoint = parseText(parseObject(body, 'the request').endpoint, 'endpoint', idLength)
  const { client } = directory.getLink(endpoint)
  log.debug('splice', { from: getCaller().id, to: endpoint })
  const parties = { by: getCaller().id, endpoint }
  return splices.create(parties, ticket => client('POST /api/splices', { body: { ticket } }))
}

/** Tells the other end of a splice to dial the caller; gives the caller what to dial. */
async function punch({ directory, splices }: ApiComponents, body: unknown, caller: Caller): Promise<string> {
  const ticket = parseText(parseObject(body, 'the request').ticket, 'ticket', idLength)
  const pair = splices.findPair(ticket)
  if (!pair || pair.by !== caller.id) throw fault('not-found', 'no splice of this endpoint has this ticket')
  const { client } = directory.getLink(pair.endpoint)
  await client('POST /api/punches', { body: { ticket, address: pair.caller } })
  return pair.callee
}

/** What is spoken on a join connection: enrolment, nothing else. */
export function createJoin({ ca, log }: Pick<ApiComponents, 'ca' | 'log'>): PipelineLayout {
  const router = createRouter<JoinApi, string>({ 'POST /api/enrol': ({ body, caller }) => ca.enrol(body, caller) }, log)
  return demux(
    demuxOptions(),
    pipeline($ => $.replaceMessage(request => router(request, getAddress()))),
  )
}
