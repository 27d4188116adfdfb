/**
 * Calls an API of the contract over any pipeline that carries HTTP, and turns refusals back into faults.
 *
 * Owns no state: the pipeline (a hub's control connection, a session, an agent's local address) is handed in.
 */
import { isErrorCode } from '../../api/errors.ts'
import { fault } from '../errors.ts'
import { encodeSegment, formatQuery } from './url.ts'

/** What a call carries besides its route. */
export interface CallOptions {
  params?: Record<string, string>
  query?: Record<string, string | number | undefined>
  body?: unknown
  headers?: Record<string, string>
}

type ReplyOf<Verb> = Verb extends { reply: infer Reply } ? Reply : never

/** Sends a request message and gets its response; rejects never, but may answer undefined when the stream broke. */
export type Transport = (request: Message) => Promise<Message | undefined>

/** `client('GET /api/things/{id}', { params: { id } })` for one contract over one transport. */
export type Client<Api> = <Route extends keyof Api & string>(
  route: Route,
  options?: CallOptions,
) => Promise<ReplyOf<Api[Route]>>

/**
 * A client of contract `Api`. `peer` names the other side in messages ("hub 10.0.0.1:8888").
 * Rejects with the fault that the server told, or `unreachable` (default hub-unreachable) when no answer of ours came.
 */
export function createClient<Api>(
  transport: Transport,
  peer: string,
  unreachable: 'hub-unreachable' | 'not-running' | 'target-unreachable' = 'hub-unreachable',
): Client<Api> {
  return async (route, options = {}) => {
    const response = await transport(requestMessage(route, options))
    if (!response) throw fault(unreachable, `${peer} closed the connection before it answered`)
    return readReply(response, peer, unreachable) as never
  }
}

/** The request message of a route. HTTP/2 needs an authority; nobody reads it. */
export function requestMessage(route: string, options: CallOptions): Message {
  const space = route.indexOf(' ')
  const headers: Record<string, string> = { 'content-type': 'application/json', ...options.headers }
  const body = options.body === undefined ? '' : JSON.stringify(options.body)
  return new Message(
    { method: route.substring(0, space), authority: 'ztm', path: pathOf(route.substring(space + 1), options), headers },
    body,
  )
}

function pathOf(template: string, options: CallOptions): string {
  const filled = template
    .split('/')
    .map(part =>
      part.startsWith('{') ? encodeSegment(options.params?.[part.substring(1, part.length - 1)] ?? '') : part,
    )
    .join('/')
  return filled + formatQuery(options.query ?? {})
}

function readReply(
  response: Message,
  peer: string,
  unreachable: 'hub-unreachable' | 'not-running' | 'target-unreachable',
): unknown {
  const status = (response.head as ResponseHead).status
  let value: unknown
  try {
    value = JSON.parse(response.body?.toString() ?? '')
  } catch {
    if (status === 502) throw fault(unreachable, `${peer} cannot be reached`)
    if (status === 504) throw fault('timeout', `${peer} did not answer in time`)
    throw fault('protocol-error', `${peer} answered with status ${status} and no JSON`)
  }
  if (status >= 200 && status < 300) return value
  const error = (value ?? {}) as { code?: string; message?: string; hint?: string }
  if (error.code && isErrorCode(error.code)) throw fault(error.code, error.message ?? '', error.hint ?? '')
  throw fault('protocol-error', `${peer} answered with status ${status}`)
}
