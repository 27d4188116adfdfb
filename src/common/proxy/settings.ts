/**
 * Which proxy connections to hubs go through: an option, or what the environment says.
 *
 * Pure but for the environment that is handed in. Does not connect.
 */
import { formatAddress, parseAddress } from '../addresses.ts'
import { fault } from '../errors.ts'
import { decodeSegment } from '../http/url.ts'

export interface Proxy {
  kind: 'http' | 'socks5'
  /** `host:port`. */
  address: string
  user?: string
  /** A secret: never to be logged. */
  password?: string
  /** Hosts, or domains with what is below them, that are dialled directly; `*` is all. */
  except: string[]
}

/** Ports of proxies that do not name theirs. */
const defaultPorts = { http: 3128, socks5: 1080 }

/** Where the environment names a proxy, first come. */
const variables = ['ZTM_PROXY', 'HTTPS_PROXY', 'https_proxy', 'ALL_PROXY', 'all_proxy']

/**
 * The proxy of `given` (`http://[user[:password]@]host[:port]`, or `socks5://…`; `none` for none), else the environment's, else
 * undefined. Throws bad-request.
 */
export function findProxy(given: string, env: Record<string, string | undefined>): Proxy | undefined {
  const except = splitList(env.NO_PROXY ?? env.no_proxy ?? '')
  if (given === 'none') return undefined
  if (given !== '') return parseProxy(given, '--proxy', except)
  for (const name of variables) {
    const value = env[name]
    if (value) return parseProxy(value, name, except)
  }
  return undefined
}

function parseProxy(text: string, field: string, except: string[]): Proxy {
  const end = text.indexOf('://')
  const scheme = end < 0 ? 'http' : text.substring(0, end)
  const isSocks = scheme === 'socks5' || scheme === 'socks5h' || scheme === 'socks'
  if (!isSocks && scheme !== 'http') {
    // Not what was given: there may be a password in it.
    throw fault('bad-request', `${field} is no proxy that can be used`, 'Write http://HOST:PORT or socks5://HOST:PORT')
  }
  const kind = isSocks ? 'socks5' : 'http'
  const rest = trimSlash(end < 0 ? text : text.substring(end + 3))
  const at = rest.lastIndexOf('@')
  const { host, port } = parseAddress(rest.substring(at + 1), field, defaultPorts[kind])
  const proxy: Proxy = { kind, address: formatAddress(host, port), except }
  if (at < 0) return proxy
  const credentials = rest.substring(0, at)
  const colon = credentials.indexOf(':')
  proxy.user = decodeSegment(colon < 0 ? credentials : credentials.substring(0, colon))
  proxy.password = colon < 0 ? '' : decodeSegment(credentials.substring(colon + 1))
  return proxy
}

function trimSlash(text: string): string {
  return text.endsWith('/') ? text.substring(0, text.length - 1) : text
}

function splitList(text: string): string[] {
  return text
    .split(',')
    .map(item => item.trim())
    .filter(item => item !== '')
}

/** Whether a host is dialled directly all the same. */
export function isExcepted({ except }: Proxy, host: string): boolean {
  return except.some(item => {
    const domain = item.startsWith('.') ? item.substring(1) : item
    return item === '*' || host === domain || host.endsWith(`.${domain}`)
  })
}
