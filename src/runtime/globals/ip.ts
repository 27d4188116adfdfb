// The globals IP and IPMask (also known as Netmask): addresses and networks as values.
//
// Follows Pipy's src/api/ip.cpp. Where Pipy answers wrongly this throws or answers rightly: a mask without '/n' or with a
// prefix that is not a number (there: /0, which contains everything), 'abc' as an address, IPv6 texts with zero groups.

import { bytesToGroups, formatIPv4, formatIPv6, groupsToBytes, parseIPv4, parseIPv6 } from './ip-address.ts'

const format = (parts: number[]): string => (parts.length === 4 ? formatIPv4(parts) : formatIPv6(parts))

/** Bits of one part: IPv4 has parts of 8 bits, IPv6 of 16. */
const partBits = (parts: number[]): number => (parts.length === 4 ? 8 : 16)

export class IP {
  readonly #parts: number[]

  constructor(source: string | number[]) {
    if (Array.isArray(source)) {
      const bytes = source.map(byte => byte & 0xff)
      this.#parts = bytes.length > 4 ? bytesToGroups(bytes) : [0, 1, 2, 3].map(index => bytes[index] ?? 0)
      return
    }
    if (typeof source !== 'string') throw new TypeError('IP: expects a string or an array')
    const parts = parseIPv4(source) ?? parseIPv6(source)
    if (!parts) throw new Error('invalid IP address notation')
    this.#parts = parts
  }

  get version(): 4 | 6 {
    return this.#parts.length === 4 ? 4 : 6
  }

  decompose(): number[] {
    return [...this.#parts]
  }

  toBytes(): number[] {
    return this.version === 4 ? [...this.#parts] : groupsToBytes(this.#parts)
  }

  toString(): string {
    return format(this.#parts)
  }

  static isV4(text: string): boolean {
    return parseIPv4(text) !== null
  }

  static isV6(text: string): boolean {
    return parseIPv6(text) !== null
  }
}

export class IPMask {
  readonly #ip: number[]
  readonly #mask: number[]
  readonly bitmask: number

  constructor(cidr: string) {
    if (typeof cidr !== 'string') throw new TypeError('IPMask: expects a string')
    const slash = cidr.indexOf('/')
    const address = slash < 0 ? cidr : cidr.slice(0, slash)
    const ip = parseIPv4(address) ?? parseIPv6(address)
    if (!ip) throw new Error('invalid CIDR notation')
    const prefix = cidr.slice(slash + 1)
    if (slash < 0 || !/^\d{1,3}$/.test(prefix)) {
      throw new TypeError(
        `IPMask: '${cidr}' has no prefix length: write /${ip.length === 4 ? 32 : 128} for one address`,
      )
    }
    this.bitmask = Number(prefix)
    const width = partBits(ip)
    if (this.bitmask > width * ip.length) throw new Error(`IPv${ip.length === 4 ? 4 : 6} CIDR mask out of range`)
    this.#ip = ip
    this.#mask = ip.map((_, index) => {
      const ones = Math.min(width, Math.max(0, this.bitmask - index * width))
      return 2 ** width - 2 ** (width - ones)
    })
  }

  get version(): 4 | 6 {
    return this.#ip.length === 4 ? 4 : 6
  }

  get ip(): string {
    return format(this.#ip)
  }

  get base(): string {
    return format(this.#base())
  }

  get mask(): string {
    return format(this.#mask)
  }

  get hostmask(): string {
    return format(this.#hosts())
  }

  get broadcast(): string {
    return format(this.#base().map((part, index) => part | (this.#hosts()[index] as number)))
  }

  /** The lowest host: base with its last host bit set, if it has one. */
  get first(): string {
    return this.#withLast(this.#base(), host => host & 1)
  }

  /** The highest host: the broadcast address with its last host bit cleared. */
  get last(): string {
    return this.#withLast(
      this.#base().map((part, index) => part | (this.#hosts()[index] as number)),
      host => (host & (host - 1)) | 0,
    )
  }

  contains(address: string): boolean {
    const parts = this.version === 4 ? parseIPv4(address) : parseIPv6(address)
    const base = this.#base()
    return parts?.every((part, index) => (part & (this.#mask[index] as number)) === base[index]) ?? false
  }

  #base(): number[] {
    return this.#ip.map((part, index) => part & (this.#mask[index] as number))
  }

  #hosts(): number[] {
    const full = 2 ** partBits(this.#ip) - 1
    return this.#mask.map(part => full - part)
  }

  /** `parts` with the host bits of the last part replaced. */
  #withLast(parts: number[], hostBits: (host: number) => number): string {
    const end = parts.length - 1
    const host = this.#hosts()[end] as number
    return format(parts.map((part, index) => (index < end ? part : (part & ~host) | (host === 0 ? 0 : hostBits(host)))))
  }
}
