/**
 * URL: the parts of an address of the web, as text.
 *
 * Follows Pipy's class URL in src/api/url.cpp: it never fails, decodes nothing and does not resolve '.' and '..'. Its
 * searchParams are a copy: changing them leaves the other parts as they are.
 */
import { decodePercentStrictly, encodePercent } from './percent.ts'
import { URLSearchParams } from './url-search-params.ts'

const general = "-_.!~*'()"
const reserved = ';/?:@&=+$,#'

const defaultPorts: Readonly<Record<string, string>> = {
  'ftp:': '21',
  'gopher:': '70',
  'http:': '80',
  'https:': '443',
  'ws:': '80',
  'wss:': '443',
}

export class URL {
  readonly auth: string
  readonly username: string
  readonly password: string
  readonly protocol: string
  readonly host: string
  readonly hostname: string
  readonly port: string
  readonly origin: string
  readonly href: string
  readonly path: string
  readonly pathname: string
  readonly search: string
  readonly query: string
  readonly hash: string
  readonly searchParams: URLSearchParams

  constructor(url: string, base?: string) {
    const { protocol, authority, rest } = resolve(checkText(url), base ? checkText(base) : '')
    const [auth, host] = authority.includes('@') ? cut(authority, '@') : ['', authority]
    const [username, password] = cut(auth, ':')
    const hashAt = rest.lastIndexOf('#')
    const path = hashAt < 0 ? rest : rest.slice(0, hashAt)
    const queryAt = path.indexOf('?')
    const [hostname, port] = splitHost(host)
    this.auth = auth
    this.username = username
    this.password = password
    this.protocol = protocol || 'http:'
    this.host = host
    this.hostname = hostname
    this.port = port || (defaultPorts[this.protocol] ?? '')
    this.hash = hashAt < 0 ? '' : rest.slice(hashAt)
    this.path = path || '/'
    this.pathname = queryAt < 0 ? this.path : path.slice(0, queryAt)
    this.search = queryAt < 0 ? '' : path.slice(queryAt)
    this.query = this.search.slice(1)
    this.origin = `${this.protocol}//${host}`
    this.href = `${this.protocol}//${auth && `${auth}@`}${host}${this.path}${this.hash}`
    this.searchParams = new URLSearchParams(this.search)
  }

  static encode(text: string): string {
    return encodePercent(checkText(text), general + reserved)
  }

  static encodeComponent(text: string): string {
    return encodePercent(checkText(text), general)
  }

  static decode(text: string): string {
    return decodePercentStrictly(checkText(text), general + reserved)
  }

  static decodeComponent(text: string): string {
    return decodePercentStrictly(checkText(text), general)
  }
}

function checkText(value: unknown): string {
  if (typeof value !== 'string') throw new TypeError('argument #1 expects a string')
  return value
}

/** The text before and after the first `mark`; all before it when there is none. */
function cut(text: string, mark: string): [string, string] {
  const at = text.indexOf(mark)
  return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + mark.length)]
}

interface Split {
  /** With its colon, or ''. */
  protocol: string
  /** What follows the slashes, up to the next one. */
  authority: string
  /** Path, query and hash. */
  rest: string
}

function split(url: string): Split {
  const protocol = /^[A-Za-z][A-Za-z0-9+.-]*:/.exec(url)?.[0] ?? ''
  const after = url.slice(protocol.length)
  const slashes = /^\/\/+(?=[^/])/.exec(after)?.[0] ?? ''
  if (!slashes) return { protocol, authority: '', rest: after }
  const end = after.indexOf('/', slashes.length)
  const stop = end < 0 ? after.length : end
  return { protocol, authority: after.slice(slashes.length, stop), rest: after.slice(stop) }
}

/** A URL without a host takes protocol and host of the base, and joins its path to the base's unless it begins with '/'. */
function resolve(url: string, base: string): Split {
  const own = split(url)
  if (own.authority || !base) return own
  const from = split(base)
  if (own.rest === '') return from
  if (own.rest.startsWith('/')) return { ...from, rest: own.rest }
  const slash = from.rest.lastIndexOf('/')
  return { ...from, rest: `${slash < 0 ? from.rest : from.rest.slice(0, slash)}/${own.rest}` }
}

function splitHost(host: string): [string, string] {
  if (!host.startsWith('[')) return cut(host, ':')
  const end = host.indexOf(']')
  return end >= 0 && host[end + 1] === ':' ? [host.slice(0, end + 1), host.slice(end + 2)] : [host, '']
}
