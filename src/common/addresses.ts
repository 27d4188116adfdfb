/**
 * `host:port` texts: IPv4, names, and IPv6 in brackets.
 *
 * Pure. Does not resolve names.
 */
import { fault } from './errors.ts'

export interface Address {
  /** Without brackets. */
  host: string
  port: number
}

/** Throws bad-request naming the field. Without a port it is `defaultPort`, if there is one. */
export function parseAddress(text: string, field: string, defaultPort?: number): Address {
  const bracket = text.lastIndexOf(']')
  const colon = text.lastIndexOf(':')
  const hasPort = colon > bracket && (bracket >= 0 || text.indexOf(':') === colon)
  const rawHost = hasPort ? text.substring(0, colon) : text
  const port = hasPort ? parsePort(text.substring(colon + 1)) : defaultPort
  const host = rawHost.startsWith('[') && rawHost.endsWith(']') ? rawHost.substring(1, rawHost.length - 1) : rawHost
  if (
    host === '' ||
    host.includes(' ') ||
    host.includes('/') ||
    port === undefined ||
    (host.includes(':') && !rawHost.startsWith('['))
  ) {
    throw fault(
      'bad-request',
      `${field} ${JSON.stringify(text)} is not an address`,
      'Write HOST:PORT, and IPv6 as [::1]:PORT',
    )
  }
  return { host, port }
}

/** 0 to 65535, or undefined. */
function parsePort(text: string): number | undefined {
  if (text === '' || text.length > 5 || !text.split('').every(char => '0123456789'.includes(char))) return undefined
  const port = Number(text)
  return port <= 65535 ? port : undefined
}

/** `host:port`, with brackets around IPv6. */
export function formatAddress(host: string, port: number): string {
  return host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
}

/** Four numbers below 256, and no text that an engine would take for an address too. */
export function isPlainIPv4(text: string): boolean {
  const parts = text.split('.')
  if (parts.length !== 4) return false
  return parts.every(part => {
    const isNumber = part !== '' && part.length <= 3 && part.split('').every(char => '0123456789'.includes(char))
    return isNumber && Number(part) < 256
  })
}

/** The host of a `host:port`, without brackets. */
export function hostOf(address: string): string {
  return parseAddress(address, 'address', 0).host
}
