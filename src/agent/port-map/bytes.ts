/**
 * Numbers and IPv4 addresses in the bytes of a datagram, the most significant byte first.
 *
 * Pure. Reads from lists of bytes that are long enough: who reads has looked at their length.
 */
import { isPlainIPv4 } from '../../common/addresses.ts'

/** Values of one byte. */
const byte = 256

/** `size` bytes that stand for a whole number. */
export function bytesOf(value: number, size: number): number[] {
  const bytes: number[] = []
  let rest = value
  for (let i = 0; i < size; i++) {
    bytes.unshift(rest % byte)
    rest = Math.floor(rest / byte)
  }
  return bytes
}

/** The whole number that stands in `size` bytes from `at` on. */
export function numberAt(bytes: number[], at: number, size: number): number {
  let value = 0
  for (let i = at; i < at + size; i++) value = value * byte + (bytes[i] ?? 0)
  return value
}

/** The IPv4 address in four bytes from `at` on. */
export function ipv4At(bytes: number[], at: number): string {
  return [0, 1, 2, 3].map(i => String(bytes[at + i] ?? 0)).join('.')
}

/** The four numbers of an IPv4 address; undefined for any other text. */
export function parseIPv4(text: string): number[] | undefined {
  return isPlainIPv4(text) ? text.split('.').map(part => Number(part)) : undefined
}

/** The bytes of an IPv4 address as IPv6 has them (RFC 4291, 2.5.5.2). */
export function mappedIPv6(ipv4: number[]): number[] {
  return [...zeros(10), 255, 255, ...ipv4]
}

export function zeros(count: number): number[] {
  const list: number[] = []
  for (let i = 0; i < count; i++) list.push(0)
  return list
}
