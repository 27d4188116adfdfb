/**
 * Header lists (RFC 9113, section 8): from what a caller gives to fields, and from fields to what a caller gets.
 *
 * Owns no state. Differs from the RFC in two things, both because Pipy (src/filters/http2.cpp) does so: CONNECT may have
 * `:scheme` and `:path` without `:protocol` (8.5 forbids it), and `:authority` may come after regular fields (8.3 forbids
 * it; Pipy sends it where its script had `host`).
 */
import { headersError } from './errors.ts'
import type { Headers, HeadersInit } from './types.ts'

/** They belong to one HTTP/1 connection (section 8.2.2): dropped when sending, malformed when received. */
const CONNECTION_HEADERS = new Set(['connection', 'keep-alive', 'proxy-connection', 'transfer-encoding', 'upgrade'])

const REQUEST_PSEUDO = new Set([':method', ':scheme', ':authority', ':path', ':protocol'])
const RESPONSE_PSEUDO = new Set([':status'])
const NO_PSEUDO: ReadonlySet<string> = new Set()

/** A token in lower case (RFC 9110, 5.6.2), maybe with the colon of a pseudo-header. */
const NAME = /^:?[!#$%&'*+\-.^_`|~0-9a-z]+$/

/** What a value must not contain (section 8.2.1): it would be another header further down the road. */
const FORBIDDEN_IN_VALUE = /[\0\r\n]/

const STATUS = /^[1-9][0-9][0-9]$/

/**
 * Fields to be encoded: name, value, name, value, ..., pseudo-headers first.
 * Throws ERR_HTTP2_HEADERS for a name that is no token and a value with CR, LF or NUL.
 */
export function toFields(init: HeadersInit): string[] {
  const pseudo: string[] = []
  const regular: string[] = []
  const add = (given: string, value: string) => {
    const name = given.toLowerCase()
    if (!NAME.test(name)) throw headersError(`${JSON.stringify(given)} is not a name`)
    if (FORBIDDEN_IN_VALUE.test(value)) throw headersError(`the value of ${name} has a line end or NUL in it`)
    if (CONNECTION_HEADERS.has(name) || (name === 'te' && value.toLowerCase() !== 'trailers')) return
    if (name.charCodeAt(0) === COLON) pseudo.push(name, value)
    else regular.push(name, value.trim())
  }
  if (Array.isArray(init)) for (const [name, value] of init as readonly (readonly [string, string])[]) add(name, value)
  else
    for (const [name, value] of Object.entries(init)) {
      if (Array.isArray(value)) for (const one of value) add(name, String(one))
      else if (value !== undefined) add(name, String(value))
    }
  pseudo.push(...regular)
  return pseudo
}

const COLON = 58

export type ListKind = 'request' | 'response' | 'trailers'

/** Fields that were received, as an object without prototype; a text that says why not if they are malformed. */
export function fromFields(fields: readonly string[], kind: ListKind): Headers | string {
  const allowed = kind === 'request' ? REQUEST_PSEUDO : kind === 'response' ? RESPONSE_PSEUDO : NO_PSEUDO
  const headers: Headers = Object.create(null)
  let regularSeen = false
  for (let i = 0; i < fields.length; i += 2) {
    const name = fields[i] as string
    const value = fields[i + 1] as string
    const problem = fieldProblem(name, value)
    if (problem) return problem
    const existing = headers[name]
    if (name.charCodeAt(0) === COLON) {
      if (!allowed.has(name)) return `${name} in a ${kind}`
      if (existing !== undefined) return `${name} twice`
      if (regularSeen && name !== ':authority') return `${name} after other fields`
    } else regularSeen = true
    if (existing === undefined) headers[name] = value
    else if (typeof existing === 'string') headers[name] = [existing, value]
    else existing.push(value)
  }
  return missing(headers, kind) ?? headers
}

function fieldProblem(name: string, value: string): string | null {
  if (!NAME.test(name)) return `${JSON.stringify(name)} is not a name`
  if (FORBIDDEN_IN_VALUE.test(value)) return `the value of ${name} has a line end or NUL in it`
  if (CONNECTION_HEADERS.has(name)) return `${name} belongs to HTTP/1`
  if (name === 'te' && value !== 'trailers') return 'te other than trailers'
  return null
}

function missing(headers: Headers, kind: ListKind): string | null {
  if (kind === 'response') return STATUS.test(String(headers[':status'])) ? null : 'no valid :status'
  if (kind === 'trailers') return null
  if (!headers[':method']) return 'no :method'
  if (headers[':method'] === 'CONNECT') return null
  if (!headers[':scheme']) return 'no :scheme'
  return headers[':path'] ? null : 'no :path'
}

/** The number in content-length: -1 without one, null if it is none or two that differ. */
export function contentLength(headers: Headers): number | null {
  const given = headers['content-length']
  if (given === undefined) return -1
  const texts = typeof given === 'string' ? [given] : given
  const text = texts[0] as string
  if (!/^[0-9]{1,15}$/.test(text) || texts.some(other => other !== text)) return null
  return Number(text)
}
