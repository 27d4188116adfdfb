/**
 * Heads of HTTP messages as scripts see them, and what they mean: tunnels, statuses of errors, header fields.
 *
 * Pure. Follows Pipy's RequestHead and ResponseHead in src/api/http.cpp, and the header encoder and decoder in
 * src/filters/http2.cpp. Heads come from scripts: every member may be missing or of another type.
 */

/** A value of a header as scripts write it: cookies may be lists. */
type HeaderValue = string | number | boolean | null | undefined | string[]

export interface Head {
  protocol?: string
  method?: string
  scheme?: string
  authority?: string
  path?: string
  status?: number
  statusText?: string
  headers?: Record<string, HeaderValue>
  isChunked?: boolean
}

/** A header field on the wire: name in lower case, value. */
export type Field = [name: string, value: string]

/** Fields that belong to a connection and not to a message (RFC 9113, section 8.2.2). */
const connectionFields = new Set(['connection', 'keep-alive', 'proxy-connection', 'transfer-encoding', 'upgrade'])

const errorStatuses: Record<string, [number, string]> = {
  CannotResolve: [502, 'Cannot Resolve'],
  ConnectionRefused: [502, 'Connection Refused'],
  Unauthorized: [401, 'Unauthorized'],
  ReadError: [502, 'Read Error'],
  WriteError: [502, 'Write Error'],
  ConnectionTimeout: [504, 'Gateway Timeout'],
  ReadTimeout: [504, 'Gateway Timeout'],
  WriteTimeout: [504, 'Gateway Timeout'],
  IdleTimeout: [504, 'Gateway Timeout'],
}

/** The head of the response that stands for a stream which ended before one came, because of `error`. */
export function headOfError(error: unknown): Head {
  const [status, statusText] = (typeof error === 'string' && errorStatuses[error]) || [502, 'Bad Gateway']
  return { headers: {}, status, statusText }
}

/** What a script gave as head, as an object. */
export function toHead(head: unknown): Head {
  return typeof head === 'object' && head !== null ? (head as Head) : {}
}

export type TunnelKind = 'connect' | 'websocket' | undefined

/** The tunnel that a request asks for. */
export function tunnelOf(request: Head): TunnelKind {
  if (request.method === 'CONNECT') return 'connect'
  return request.headers?.upgrade === 'websocket' ? 'websocket' : undefined
}

/** True when this response turns the connection into the tunnel that was asked for. */
export function isTunnelOpen(kind: TunnelKind, response: Head): boolean {
  const status = response.status ?? 200
  if (kind === 'connect') return status >= 200 && status < 300
  return kind === 'websocket' && status === 101
}

/** Fields of a request for HTTP/2. Unlike RFC 9113 says, CONNECT has :scheme and :path too: Pipy sends and demands them. */
export function requestFields(head: Head): Field[] {
  const fields: Field[] = [
    [':method', head.method || 'GET'],
    [':scheme', head.scheme || 'http'],
    [':path', head.path || '/'],
  ]
  // Pseudo-header fields go first (RFC 9113, section 8.3), so a `host` is looked for before the others.
  const authority = head.authority || head.headers?.host
  if (authority) fields.push([':authority', String(authority)])
  return fields.concat(headerFields(head).filter(([name]) => name !== 'host'))
}

/** Fields of a response for HTTP/2. */
export function responseFields(head: Head): Field[] {
  return [[':status', String(head.status ?? 200)], ...headerFields(head)]
}

/** The headers as fields, without those of a connection: names in lower case, lists of cookies one by one. */
export function headerFields(head: Head): Field[] {
  const fields: Field[] = []
  for (const [key, value] of Object.entries(head.headers ?? {})) {
    const name = key.toLowerCase()
    if (name === '' || connectionFields.has(name)) continue
    if (Array.isArray(value)) for (const one of value) fields.push([name, String(one)])
    else fields.push([name, String(value)])
  }
  return fields
}

/** Headers as scripts see them: the last of equal names wins, but cookies become lists when there are several. */
export function toHeaders(fields: Iterable<Field>): Record<string, HeaderValue> {
  const headers: Record<string, HeaderValue> = {}
  for (const [name, value] of fields) {
    const before = headers[name]
    if (before === undefined || (name !== 'cookie' && name !== 'set-cookie')) headers[name] = value
    else headers[name] = Array.isArray(before) ? [...before, value] : [String(before), value]
  }
  return headers
}
