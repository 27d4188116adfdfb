/**
 * The header of the PROXY protocol, versions 1 and 2, as bytes and as the object that scripts see. Follows Pipy's
 * src/filters/proxy-protocol.cpp.
 *
 * Pure. Differs: a header without addresses (LOCAL, UNKNOWN) has none in the object, where Pipy gives what lies in memory.
 */
import { formatIPv4, formatIPv6, parseIPv4, parseIPv6 } from '../globals/ip-address.ts'
import type { Steps } from './deframer.ts'

/** What acceptProxyProtocol tells and connectProxyProtocol sends. */
export interface ProxyInfo {
  version: 1 | 2
  /** Version 2 only. */
  command?: 'LOCAL' | 'PROXY'
  protocol: string
  sourceAddress?: string
  targetAddress?: string
  sourcePort?: number
  targetPort?: number
}

const signature1 = Buffer.from('PROXY ')
const signature2 = Buffer.from('\r\n\r\n\0\r\nQUIT\n', 'latin1')

/** Bytes of a line of version 1, with its end. */
const longestLine = 107

const protocolBytes: Readonly<Record<number, string>> = {
  0: 'UNKNOWN',
  17: 'TCP4',
  18: 'UDP4',
  33: 'TCP6',
  34: 'UDP6',
  49: 'UNIX',
  50: 'UNIX_DGRAM',
}
const commands = ['LOCAL', 'PROXY'] as const
const isV6 = (protocol: string): boolean => protocol.endsWith('6')

/** Reads a header; tells what it says, or null when it is none. */
export function* readProxyHeader(tell: (info: ProxyInfo | null) => void): Steps {
  const begin = yield signature1.length
  if (begin.equals(signature1)) {
    const line: number[] = []
    while (line.length < longestLine && !(line.at(-1) === 10 && line.at(-2) === 13)) line.push((yield 1)[0] ?? 0)
    return tell(parseLine(Buffer.from(line).toString('latin1')))
  }
  const whole = Buffer.concat([begin, yield signature2.length - begin.length])
  if (!whole.equals(signature2)) return tell(null)
  const head = yield 4
  const size = head.readUInt16BE(2)
  const addresses = size > 0 ? yield size : Buffer.alloc(0)
  tell(parseAddresses(head, addresses))
}

/** What follows 'PROXY ' in version 1, with its line break. */
function parseLine(line: string): ProxyInfo | null {
  if (!line.endsWith('\r\n')) return null
  const [protocol = '', sourceAddress = '', targetAddress = '', sourcePort, targetPort] = line.trimEnd().split(' ')
  if (protocol === 'UNKNOWN') return { version: 1, protocol }
  if (protocol !== 'TCP4' && protocol !== 'TCP6') return null
  const parse = isV6(protocol) ? parseIPv6 : parseIPv4
  if (!parse(sourceAddress) || !parse(targetAddress) || !sourcePort || !targetPort) return null
  const port = (text: string) => Number.parseInt(text, 10) || 0
  return {
    version: 1,
    protocol,
    sourceAddress,
    targetAddress,
    sourcePort: port(sourcePort),
    targetPort: port(targetPort),
  }
}

function parseAddresses(head: Buffer, addresses: Buffer): ProxyInfo | null {
  const [first = 0, second = 0] = head
  const command = commands[first & 0x0f]
  const protocol = protocolBytes[second]
  if (first >> 4 !== 2 || !command || !protocol) return null
  const info: ProxyInfo = { version: 2, command, protocol }
  if (protocol === 'UNKNOWN' || protocol.startsWith('UNIX') || command === 'LOCAL') return info
  const size = isV6(protocol) ? 16 : 4
  if (addresses.length < 2 * size + 4) return null
  const format = (bytes: Buffer) =>
    isV6(protocol) ? formatIPv6(Array.from({ length: 8 }, (_, i) => bytes.readUInt16BE(2 * i))) : formatIPv4([...bytes])
  return {
    ...info,
    sourceAddress: format(addresses.subarray(0, size)),
    targetAddress: format(addresses.subarray(size, 2 * size)),
    sourcePort: addresses.readUInt16BE(2 * size),
    targetPort: addresses.readUInt16BE(2 * size + 2),
  }
}

/** The header for what a script gave; what is missing or wrong is TCP4, zero addresses, zero ports. */
export function writeProxyHeader(given: Partial<ProxyInfo>): Buffer {
  const { protocol = 'TCP4', sourceAddress, targetAddress, sourcePort = 0, targetPort = 0 } = given
  if (given.version !== 2) {
    const zero = protocol === 'TCP6' ? '::' : '0.0.0.0'
    const words = [protocol, sourceAddress ?? zero, targetAddress ?? zero, sourcePort, targetPort]
    return Buffer.concat([signature1, Buffer.from(`${words.join(' ')}\r\n`)])
  }
  const known = ['UDP4', 'TCP6', 'UDP6'].includes(protocol) ? protocol : 'TCP4'
  const size = isV6(known) ? 16 : 4
  const code = Number(Object.keys(protocolBytes).find(key => protocolBytes[Number(key)] === known))
  const numbers = Buffer.alloc(4)
  numbers.writeUInt16BE(sourcePort & 0xffff)
  numbers.writeUInt16BE(targetPort & 0xffff, 2)
  return Buffer.concat([
    signature2,
    Buffer.from([given.command === 'LOCAL' ? 0x20 : 0x21, code, 0, 2 * size + numbers.length]),
    addressBytes(sourceAddress, size),
    addressBytes(targetAddress, size),
    numbers,
  ])
}

function addressBytes(address: unknown, size: number): Buffer {
  const text = typeof address === 'string' ? address : ''
  const groups = size === 16 ? parseIPv6(text)?.flatMap(group => [group >> 8, group & 0xff]) : parseIPv4(text)
  return groups ? Buffer.from(groups) : Buffer.alloc(size)
}
