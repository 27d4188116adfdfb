/**
 * The way to the agent of this computer: its address and token from the data directory, then HTTP/2 over loopback.
 *
 * Owns nothing. Reads `address` and `api-token`, which the agent wrote.
 */
import type { AgentApi } from '../api/agent.ts'
import { defaultAgentAddress } from '../api/protocol.ts'
import { defaultDataDirectory } from '../common/data-directory.ts'
import { fault, isFault } from '../common/errors.ts'
import { readText } from '../common/files.ts'
import { type Client, createClient } from '../common/http/client.ts'
import { createTransport } from '../common/http/transport.ts'
import { connectSeconds, muxOptions } from '../common/links.ts'
import { showProgress } from './progress.ts'

/** Where the agent of ZTM_DATA and ZTM_AGENT is and what it is called with; the token is '' where none has run. */
export function findAgent(): { directory: string; address: string; token: string } {
  const directory = os.env.ZTM_DATA || defaultDataDirectory('agent')
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

/** The first line of a small file of the data directory; '' if there is none. */
function readLine(directory: string, name: string): string {
  const path = os.path.join(directory, name)
  return os.stat(path)?.isFile() ? readText(path).trim() : ''
}
