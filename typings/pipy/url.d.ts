// Addresses of the web. Follows Pipy's src/api/url.cpp. Neither class validates: **junk gives an object, never an error**
// ('garbage' is a path, with an empty host). Check host names with src/common/addresses.ts.

interface URL {
  /** 'user:password' as written, '' when absent. */
  readonly auth: string
  readonly username: string
  readonly password: string
  /** With the colon: 'https:'. 'http:' when absent. */
  readonly protocol: string
  /** 'name:port' as written. */
  readonly host: string
  /** An IPv6 address keeps its brackets. */
  readonly hostname: string
  /** As text; the default of http, https, ws, wss, ftp when absent, '' for other schemes. */
  readonly port: string
  readonly origin: string
  readonly href: string
  /** Path and query, without the hash. '/' when empty. */
  readonly path: string
  /** Not decoded, not normalised. */
  readonly pathname: string
  /** With the '?', '' when absent. */
  readonly search: string
  /** Without the '?'. */
  readonly query: string
  /** With the '#'. */
  readonly hash: string
  readonly searchParams: URLSearchParams
}
interface URLConstructor {
  /** `base` supplies what `url` lacks. '.' and '..' are not resolved. */
  new (url: string, base?: string): URL
  /** Percent-encodes all but letters, digits, -_.!~*'() and ;/?:@&=+$,# */
  encode(text: string): string
  /** Percent-encodes all but letters, digits and -_.!~*'() : for one part of a URL. */
  encodeComponent(text: string): string
  /**
   * Undoes percent-encoding, **except that letters, digits and reserved characters stay encoded** ('%41' stays).
   * Throws 'malformed URL' after a stray '%'. To decode everything use URLSearchParams or src/common/addresses.ts.
   */
  decode(text: string): string
  decodeComponent(text: string): string
  readonly prototype: URL
}
declare var URL: URLConstructor

/** Names and values of a query. Decoded: '%20' is a blank, '+' stays a plus. */
interface URLSearchParams {
  /** The first value of that name, null when there is none. */
  get(name: string): string | null
  getAll(name: string): string[]
  /** Replaces all values of that name; null or undefined removes them. */
  set(name: string, value: string | number | string[] | null | undefined): void
  /** Name to value, or to an array of values if there are several. */
  toObject(): { [name: string]: string | string[] }
  /** Encoded, without '?', names in the order of their first appearance. */
  toString(): string
}
interface URLSearchParamsConstructor {
  /** From a query with or without '?', or from an object of values. */
  new (source: string | { [name: string]: string | number | string[] }): URLSearchParams
  readonly prototype: URLSearchParams
}
declare var URLSearchParams: URLSearchParamsConstructor
