/**
 * Reads what Linux says in /proc/net: who listens, which addresses are ours, and which router leads out.
 *
 * Pure: from texts to lists. Formats: proc(5), and net/ipv4/fib_trie.c of the kernel.
 */
import type { Listener } from '../api/computer.ts'
import { formatAddress } from '../common/addresses.ts'

/** The state LISTEN of a socket. */
const listening = '0A'

/** Fields of a line: number, local address, remote address, state. */
const addressField = 1
const stateField = 3

/** More of them nobody looks through. */
const mostListeners = 200

/** Listeners of /proc/net/tcp and tcp6, one a port, the lowest port first. Without those that `isOwn`. */
export function parseListeners(texts: string[], isOwn: (port: number) => boolean): Listener[] {
  const byPort = new Map<number, Listener>()
  for (const text of texts) {
    for (const line of text.split('\n').slice(1)) {
      const fields = line.split(' ').filter(field => field !== '')
      if (fields[stateField] !== listening) continue
      const [address = '', port = ''] = (fields[addressField] ?? '').split(':')
      const number = Number(`0x${port}`)
      const host = hostOf(address)
      if (!host || isOwn(number) || byPort.has(number)) continue
      byPort.set(number, { port: number, target: formatAddress(host, number) })
    }
  }
  const found: Listener[] = []
  for (const [, listener] of byPort) found.push(listener)
  return found.sort((a, b) => a.port - b.port).slice(0, mostListeners)
}

/** Who listens everywhere is reached at the loopback address. '' for an IPv6 address that is not one of the plain cases. */
function hostOf(hex: string): string {
  if (hex === '00000000' || hex === '0'.repeat(32)) return '127.0.0.1'
  if (hex === `${'0'.repeat(24)}01000000`) return '::1'
  // Four bytes, the last first; the same behind the prefix of an IPv4 address in IPv6.
  if (hex.length === 8) return ipv4Of(hex)
  return hex.startsWith('0000000000000000FFFF0000') ? ipv4Of(hex.substring(24)) : ''
}

function ipv4Of(hex: string): string {
  return [6, 4, 2, 0].map(at => Number(`0x${hex.substring(at, at + 2)}`)).join('.')
}

/** IPv4 addresses of this computer in /proc/net/fib_trie, those of private networks first, loopback not. */
export function parseLocalAddresses(text: string): string[] {
  const found: string[] = []
  let last = ''
  for (const line of text.split('\n')) {
    const trimmed = line.trim()
    if (trimmed.startsWith('|-- ')) last = trimmed.substring(4)
    else if (trimmed === '/32 host LOCAL' && !last.startsWith('127.') && !found.includes(last)) found.push(last)
  }
  const rankOf = (address: string) => (address.startsWith('192.168.') ? 0 : address.startsWith('10.') ? 1 : 2)
  return found.sort((a, b) => rankOf(a) - rankOf(b))
}

/** Fields of a line of /proc/net/route, and the flag of a route that goes through a router (RTF_GATEWAY). */
const routeFields = { destination: 1, gateway: 2, flags: 3, metric: 6, mask: 7 }
const gatewayFlag = 2

/** The IPv4 router of the default route in /proc/net/route, the one preferred where there are several; '' for none. */
export function parseDefaultRouter(text: string): string {
  let found = ''
  let least = Infinity
  for (const line of text.split('\n').slice(1)) {
    const fields = line.split('\t').map(field => field.trim())
    const at = (field: number) => fields[field] ?? ''
    if (at(routeFields.destination) !== '00000000' || at(routeFields.mask) !== '00000000') continue
    const flags = Number(`0x${at(routeFields.flags)}`)
    const metric = Number(at(routeFields.metric))
    const gateway = at(routeFields.gateway)
    if (Math.floor(flags / gatewayFlag) % 2 !== 1 || gateway.length !== 8 || !(metric < least)) continue
    found = ipv4Of(gateway)
    least = metric
  }
  return found
}
