/**
 * Turns a table of handlers, keyed as the contract keys them ('GET /api/things/{id}'), into one function from request
 * message to response message.
 *
 * Owns no state. Knows JSON, codes and statuses; knows nothing about who may call what: handlers get `Caller`.
 */
import { statusOf } from '../../api/errors.ts'
import { fault, toFault } from '../errors.ts'
import type { Log } from '../log.ts'
import { decodePath, parseQuery } from './url.ts'

/** The largest JSON body that a server of ours reads; mesh documents stay far below. */
export const maxBodyBytes = 1024 * 1024

/** A parsed request as a handler sees it. `body` is unknown: it is parsed at the border by the handler. */
export interface Call<Caller> {
  caller: Caller
  params: Record<string, string>
  query: Record<string, string>
  body: unknown
}

/** Exactly one handler a route of the contract. */
export type Handlers<Api, Caller> = {
  [Route in keyof Api]: (
    call: Call<Caller>,
  ) =>
    | (Api[Route] extends { reply: infer Reply } ? Reply : never)
    | Promise<Api[Route] extends { reply: infer Reply } ? Reply : never>
}

interface CompiledRoute<Caller> {
  method: string
  match: (path: string) => Record<string, string> | null
  handle: (call: Call<Caller>) => unknown
}

/**
 * The function that answers requests. It never rejects: faults become `ErrorBody` with their status, anything else is
 * logged and answered as `internal`.
 */
export function createRouter<Api, Caller>(
  handlers: Handlers<Api, Caller>,
  log: Log,
): (request: Message, caller: Caller) => Promise<Message> {
  const routes = compileRoutes(handlers as Record<string, (call: Call<Caller>) => unknown>)
  return async (request, caller) => {
    try {
      return jsonMessage(200, await answer(routes, request, caller))
    } catch (caught) {
      const f = toFault(caught)
      if (f.code === 'internal') log.error('request failed', { path: request.head?.path, error: f.message })
      return faultMessage(caught)
    }
  }
}

function compileRoutes<Caller>(table: Record<string, (call: Call<Caller>) => unknown>): CompiledRoute<Caller>[] {
  return Object.keys(table).map(key => {
    const space = key.indexOf(' ')
    const handle = table[key]
    if (!handle) throw fault('internal', `the route ${key} has no handler`)
    return { method: key.substring(0, space), match: new http.Match(key.substring(space + 1)), handle }
  })
}

async function answer<Caller>(routes: CompiledRoute<Caller>[], request: Message, caller: Caller): Promise<unknown> {
  const head = request.head as RequestHead
  const mark = head.path.indexOf('?')
  const path = mark < 0 ? head.path : head.path.substring(0, mark)
  let pathExists = false
  for (const route of routes) {
    const params = route.match(path)
    if (!params) continue
    pathExists = true
    if (route.method !== head.method) continue
    return await route.handle({
      caller,
      params: decodePath(params),
      query: parseQuery(mark < 0 ? '' : head.path.substring(mark + 1)),
      body: parseBody(request),
    })
  }
  if (pathExists) throw fault('method-not-allowed', `${head.method} is not available on ${path}`)
  throw fault('not-found', `there is no ${path} here`)
}

/** The JSON of a request's body; undefined for none. Throws too-large or bad-request. */
function parseBody(request: Message): unknown {
  const body = request.body
  if (!body || body.size === 0) return undefined
  if (body.size > maxBodyBytes) throw fault('too-large', `the body is larger than ${maxBodyBytes} bytes`)
  try {
    return JSON.parse(body.toString() ?? '')
  } catch {
    throw fault('bad-request', 'the body is not JSON')
  }
}

/** A response with a JSON body. */
export function jsonMessage(status: number, body: unknown): Message {
  return new Message(
    { status, headers: { 'content-type': 'application/json', 'cache-control': 'no-store' } },
    `${JSON.stringify(body)}\n`,
  )
}

/** The response that tells a fault, in the one shape that all errors have. */
export function faultMessage(caught: unknown): Message {
  const f = toFault(caught)
  const status = statusOf(f.code)
  return jsonMessage(status, { status, code: f.code, message: f.message, hint: f.hint })
}
