/**
 * Service names as they are typed: `tcp/NAME`, and `tcp/NAME@ENDPOINT` where a provider is chosen.
 *
 * Pure. Throws bad-request with what to write instead.
 */
import { fault } from '../common/errors.ts'

export interface TypedService {
  protocol: string
  name: string
  endpoint?: string
}

/** `tcp/web` or `tcp/web@server`. */
export function parseService(text: string): TypedService {
  const slash = text.indexOf('/')
  const protocol = text.substring(0, slash)
  if (slash < 0 || (protocol !== 'tcp' && protocol !== 'udp')) {
    throw fault('bad-request', `"${text}" is not a service`, 'Write tcp/NAME or udp/NAME')
  }
  const rest = text.substring(slash + 1)
  const at = rest.indexOf('@')
  const name = at < 0 ? rest : rest.substring(0, at)
  if (name === '') throw fault('bad-request', `"${text}" has no name`, 'Write tcp/NAME or udp/NAME')
  return at < 0 ? { protocol, name } : { protocol, name, endpoint: rest.substring(at + 1) }
}

/** `8080` or `127.0.0.1:8080` or `[::1]:8080`; without an IP it is this computer's loopback. */
export function parseListenAddress(text: string): { ip: string; port: string } {
  const colon = text.lastIndexOf(':')
  if (colon < 0) return { ip: '127.0.0.1', port: text }
  const host = text.substring(0, colon)
  const bare = host.startsWith('[') && host.endsWith(']') ? host.substring(1, host.length - 1) : host
  return { ip: bare, port: text.substring(colon + 1) }
}
