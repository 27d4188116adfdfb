// Addresses of the network, and name resolution. Follows Pipy's src/api/ip.cpp and src/api/dns.cpp.

interface IP {
  readonly version: 4 | 6
  /** 4 numbers of 8 bits, or 8 numbers of 16 bits. */
  decompose(): number[]
  /** 4 or 16 bytes. */
  toBytes(): number[]
  /** Canonical for IPv4. For IPv6 the engine writes single zero groups empty ('1::2::3'): compare bytes, never texts. */
  toString(): string
}
interface IPConstructor {
  /** From text or bytes (4 or 16). Throws 'invalid IP address notation'. IPv6 without brackets and without zone. */
  new (source: string | number[]): IP
  isV4(text: string): boolean
  isV6(text: string): boolean
  readonly prototype: IP
}
declare var IP: IPConstructor

/** A network in CIDR notation. **Without '/n' it is /0 and contains everything**: always write the prefix. */
interface IPMask {
  readonly version: 4 | 6
  readonly ip: string
  /** The prefix length. */
  readonly bitmask: number
  /** IPv4 only, these six: the engine's IPv6 texts may be wrong. */
  readonly base: string
  readonly mask: string
  readonly hostmask: string
  readonly broadcast: string
  readonly first: string
  readonly last: string
  /** False for an address of the other version and for junk. */
  contains(address: string): boolean
}
interface IPMaskConstructor {
  /** Throws 'invalid CIDR notation', or '… mask out of range'. */
  new (cidr: string): IPMask
  readonly prototype: IPMask
}
declare var IPMask: IPMaskConstructor

interface DNS {
  /**
   * Addresses of a host name (or of an address) by the system's resolver, as text; the order is the resolver's.
   * **Null when it cannot be resolved**; never rejects.
   */
  resolve(hostname: string): Promise<string[] | null>
}
declare var DNS: DNS
