/**
 * The way to the agent of this computer: its address and token from the data directory, then HTTP/2 over loopback.
 *
 * Owns nothing. Reads `address` and `api-token`, which the agent wrote.
 */
import type { AgentApi } from '../api/agent.ts'
import type { Fault } from '../api/errors.ts'
import { defaultAgentAddress } from '../api/protocol.ts'
import { defaultDataDirectory, serviceDirectories } from '../common/data-directory.ts'
import { fault, isFault } from '../common/errors.ts'
import { readText } from '../common/files.ts'
import { type Client, createClient } from '../common/http/client.ts'
import { refusalIn } from '../common/http/refusal.ts'
import { createTransport } from '../common/http/transport.ts'
import { tunnelStarted } from '../common/http/tunnel.ts'
import { connectSeconds, muxOptions, sessionMuxOptions, targetConnectOptions } from '../common/links.ts'
import { showProgress } from './progress.ts'

/**
 * Where the agent of ZTM_DATA and ZTM_AGENT is and what it is called with; the token is '' where none has run. Without them it
 * is the user's own agent, else the one that is a service, for those who may read its token.
 */
export function findAgent(): { directory: string; address: string; token: string } {
  const own = defaultDataDirectory('agent')
  const places = os.env.ZTM_DATA ? [os.env.ZTM_DATA] : [own, ...serviceDirectories]
  const directory = places.find(place => os.stat(os.path.join(place, 'api-token'))) ?? places[0] ?? own
  const address = os.env.ZTM_AGENT || readLine(directory, 'address') || defaultAgentAddress
  return { directory, address, token: readLine(directory, 'api-token') }
}

/**
 * A client for the agent that ZTM_AGENT and ZTM_DATA name. Calls reject with not-running when it is not there, with timeout
 * after `seconds`, and are shown to who waits for them.
 */
export function createAgentClient(seconds: number): Client<AgentApi> {
  const { directory, address, token } = findAgent()
  const carrier = pipeline($ =>
    $.muxHTTP(() => address, muxOptions()).to($ => $.connect(address, { connectTimeout: connectSeconds })),
  )
  const send = createTransport(carrier, seconds)
  const client = createClient<AgentApi>(
    request => {
      const head = request.head as RequestHead
      const headers = { ...head.headers, authorization: `Bearer ${token}` }
      return send(new Message({ ...head, authority: address, headers }, request.body))
    },
    `the agent at ${address}`,
    'not-running',
  )
  return async (route, options) => {
    if (!token) throw notRunning(address, `no agent has run with the data directory ${directory}`)
    try {
      return await showProgress('waiting for the agent', client(route, options))
    } catch (caught) {
      throw explain(caught, address)
    }
  }
}

function explain(caught: unknown, address: string): unknown {
  if (!isFault(caught) || caught.hint) return caught
  if (caught.code === 'not-running') return notRunning(address, `no agent answers at ${address}`)
  if (caught.code !== 'timeout') return caught
  return fault(caught.code, caught.message, 'Wait longer with --timeout, or look into the log of the agent.')
}

function notRunning(address: string, message: string) {
  return fault('not-running', message, `Start it: ztm run agent   (another: ZTM_AGENT=${address} ZTM_DATA=DIR)`)
}

/** A request to the agent that lasts: it carries bytes, or just stays. */
export interface Tunnel {
  layout: PipelineLayout
  /** Why it was refused, once its pipeline has ended. */
  refusal: () => Fault | undefined
}

/**
 * `CONNECT path`; it is asked for with the first event that comes into the layout. `accepted` is called when it is. Throws
 * not-running.
 */
export function createTunnel(path: string, accepted: () => void = () => undefined): Tunnel {
  const { directory, address, token } = findAgent()
  if (!token) throw notRunning(address, `no agent has run with the data directory ${directory}`)
  const head: RequestHead = {
    method: 'CONNECT',
    authority: address,
    path,
    headers: { authorization: `Bearer ${token}` },
  }
  const unreachable = () => notRunning(address, `no agent answers at ${address}`)
  let refusal: Fault | undefined = unreachable()
  const carrier = pipeline($ =>
    $.muxHTTP(() => address, sessionMuxOptions()).to($ => $.connect(address, targetConnectOptions('tcp'))),
  )
  const layout = pipeline($ =>
    $.connectHTTPTunnel(() => new Message(head))
      .to($ =>
        $.pipe(carrier).handleMessageStart(start => {
          refusal = refusalIn(start.head as ResponseHead, unreachable)
          if (!refusal) accepted()
        }),
      )
      .wait(tunnelStarted),
  )
  return { layout, refusal: () => refusal }
}

/** The first line of a small file of the data directory; '' if there is none. */
function readLine(directory: string, name: string): string {
  const path = os.path.join(directory, name)
  return os.stat(path)?.isFile() ? readText(path).trim() : ''
}
