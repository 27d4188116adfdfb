/**
 * URLSearchParams: the names and values of a query.
 *
 * Owns one ordered map from name to values. Follows Pipy's class URLSearchParams in src/api/url.cpp: a plus stays a plus,
 * equal names are kept together, a '%' without two characters after it drops the rest, and anything given is taken.
 */
import { decodePercent, encodePercent } from './percent.ts'

/** What stays as it is besides letters and digits: the unreserved characters of RFC 3986, section 2.3. */
const unreserved = '-_.~'

export class URLSearchParams {
  private readonly params = new Map<string, string | string[]>()

  constructor(source: string | Record<string, unknown>) {
    if (typeof source === 'string') this.parse(source)
    else if (typeof source === 'object' && source !== null) {
      for (const [name, value] of Object.entries(source)) this.set(name, value)
    } else throw new TypeError('argument #1 expects a string or an object')
  }

  get(name: string): string | null {
    const value = this.params.get(name)
    return (Array.isArray(value) ? value[0] : value) ?? null
  }

  getAll(name: string): string[] {
    const value = this.params.get(name)
    if (value === undefined) return []
    return Array.isArray(value) ? [...value] : [value]
  }

  set(name: string, value: unknown): void {
    if (value === undefined || value === null) this.params.delete(name)
    else this.params.set(name, Array.isArray(value) ? value.map(String) : String(value))
  }

  toObject(): Record<string, string | string[]> {
    const copies = [...this.params].map(([name, value]) => [name, Array.isArray(value) ? [...value] : value] as const)
    return Object.fromEntries(copies)
  }

  toString(): string {
    const encode = (text: string) => encodePercent(text, unreserved)
    const pairs = [...this.params.keys()].flatMap(name => this.getAll(name).map(value => [name, value]))
    return pairs.map(([name = '', value = '']) => `${encode(name)}=${encode(value)}`).join('&')
  }

  private parse(query: string): void {
    const text = query.startsWith('?') ? query.slice(1) : query
    for (const part of text.split('&')) {
      if (part === '') continue
      const equals = part.indexOf('=')
      if (equals < 0) this.append(part, '')
      else this.append(part.slice(0, equals), part.slice(equals + 1))
    }
  }

  private append(encodedName: string, encodedValue: string): void {
    const name = decodePercent(encodedName)
    const value = decodePercent(encodedValue)
    const before = this.params.get(name)
    if (before === undefined) this.params.set(name, value)
    else if (Array.isArray(before)) before.push(value)
    else this.params.set(name, [before, value])
  }
}
