/**
 * Calls the agent's API by the keys of the contract, and turns refusals into problems that a page can show.
 *
 * Owns nothing but the look at the token.
 */
import type { AgentApi } from '../../../src/api/agent.ts'
import type { ErrorBody } from '../../../src/api/errors.ts'
import { dropToken, token } from './token.ts'

/** What is shown of an error: as the API tells it, or `unreachable` when nobody answered. */
export interface Problem {
  code: ErrorBody['code'] | 'unreachable'
  message: string
  hint: string
}

type BodyOf<Verb> = Verb extends { body: infer Body } ? { body: Body } : { body?: undefined }

/** `params` fill the braces of the route's path; of `query` what is empty is left out. */
export type CallOptions<Route extends keyof AgentApi> = BodyOf<AgentApi[Route]> & {
  params?: Record<string, string>
  query?: Record<string, string>
}

/** Rejects with a Problem. */
export async function call<Route extends keyof AgentApi>(
  route: Route,
  { params = {}, query = {}, body }: CallOptions<Route>,
): Promise<AgentApi[Route]['reply']> {
  const [method = 'GET', template = ''] = route.split(' ')
  const path = template.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(params[name] ?? ''))
  const asked = new URLSearchParams(Object.entries(query).filter(([, value]) => value !== '')).toString()
  const response = await send(asked ? `${path}?${asked}` : path, {
    method,
    body: body === undefined ? undefined : JSON.stringify(body),
  })
  return (await response.json()) as AgentApi[Route]['reply']
}

/** A request with the token. Rejects with a Problem unless the answer is a success. */
export async function send(path: string, init: RequestInit): Promise<Response> {
  const used = token.value
  const headers = { authorization: `Bearer ${used}`, 'content-type': 'application/json' }
  let response: Response
  try {
    response = await fetch(path, { ...init, headers, cache: 'no-store' })
  } catch {
    throw { code: 'unreachable', message: '', hint: '' } satisfies Problem
  }
  if (response.ok) return response
  const problem = await problemOf(response)
  if (problem.code === 'unauthorized' && token.value === used) dropToken()
  throw problem
}

async function problemOf(response: Response): Promise<Problem> {
  try {
    const { code, message, hint } = (await response.json()) as ErrorBody
    return { code, message, hint }
  } catch {
    return { code: 'protocol-error', message: `the agent answered with status ${response.status}`, hint: '' }
  }
}

/** Whatever was caught, as a problem. */
export function toProblem(caught: unknown): Problem {
  if (typeof caught === 'object' && caught !== null && 'code' in caught) return caught as Problem
  return { code: 'internal', message: String(caught), hint: '' }
}
