/**
 * Heads of HTTP/1 responses as Pipy's encoder writes them.
 *
 * Pure. Follows Pipy's class Encoder in src/filters/http.cpp: content-length and connection are the engine's.
 */
import { STATUS_CODES } from 'node:http'
import type { Head } from '../filters/http-head.ts'

/** Headers that say how the body is framed: they are made here, whatever a script gives. */
const framing = new Set(['content-length', 'transfer-encoding', 'keep-alive', 'connection'])

/** The flat list of names and values that node:http sends; chunked without `length`; a connection header of the script's stays if it keeps alive. */
export function responseHeaders(
  head: Head,
  { length, keepAlive, method }: { length: number | undefined; keepAlive: boolean; method: string | undefined },
): string[] {
  const list = listHeaders(head, framing)
  const status = head.status ?? 200
  const given = head.headers?.['content-length']
  if (method === 'HEAD' && given !== undefined) list.push('content-length', String(given))
  else if (length === undefined) list.push('transfer-encoding', 'chunked')
  else if (status >= 200 && status !== 204 && status !== 304) list.push('content-length', String(length))
  const connection = keepAlive ? (head.headers?.connection ?? 'keep-alive') : 'close'
  list.push('connection', String(connection))
  return list
}

/** Names and values in turn, as node:http takes them; without those of `except`. */
export function listHeaders(head: Head, except: ReadonlySet<string>): string[] {
  const list: string[] = []
  for (const [name, value] of Object.entries(head.headers ?? {})) {
    if (name === '' || except.has(name.toLowerCase())) continue
    for (const one of Array.isArray(value) ? value : [value]) list.push(name, String(one))
  }
  return list
}

/** The head of an answer to CONNECT or an upgrade as text; with `length` it is a refusal with a body, and the last. */
export function writeTunnelHead(head: Head, length?: number): string {
  const status = head.status ?? 200
  const list = listHeaders(head, length === undefined ? new Set(['content-length', 'transfer-encoding']) : framing)
  if (length !== undefined) list.push('content-length', String(length), 'connection', 'close')
  let text = `HTTP/1.1 ${status} ${clean(head.statusText || STATUS_CODES[status] || 'OK')}\r\n`
  for (let i = 0; i < list.length; i += 2) text += `${clean(list[i])}: ${clean(list[i + 1])}\r\n`
  return `${text}\r\n`
}

/** A line break in a value would begin a header of the peer's choosing. */
function clean(text: string | undefined): string {
  return (text ?? '').replace(/[\r\n\0]/g, ' ')
}
