/**
 * Which external addresses of a router may be told to others.
 *
 * Pure.
 */
import { parseIPv4 } from './bytes.ts'

/** Why an address leads nowhere; undefined when it may lead somewhere. */
export function judgeAddress(address: string, router: string): string | undefined {
  const [a = 0, b = 0] = parseIPv4(address) ?? []
  // This network, multicast, what is reserved, and what no router passes on (RFC 6890).
  const isNowhere = a === 0 || a >= 224 || (a === 169 && b === 254)
  // A router on this computer may have nothing else.
  if (isNowhere || (a === 127 && !router.startsWith('127.'))) return `it gives the external address ${show(address)}`
  return undefined
}

/** A foreign text is quoted, and not at any length. */
function show(address: string): string {
  return parseIPv4(address) ? address : JSON.stringify(address.substring(0, 40))
}

/** An address behind another NAT: of private networks (RFC 1918), and of carriers (RFC 6598). */
export function isPrivate(address: string): boolean {
  const [a = 0, b = 0] = parseIPv4(address) ?? []
  return a === 10 || (a === 172 && b >= 16 && b < 32) || (a === 192 && b === 168) || (a === 100 && b >= 64 && b < 128)
}
