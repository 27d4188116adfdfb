// Texts and regular expressions. **Lengths and indices count code points**, not UTF-16 units: '😀'.length is 1.

interface String {
  readonly length: number
  [Symbol.iterator](): Iterator<string>
  /** There is no text[index] on Pipy. */
  charAt(index: number): string
  at(index: number): string | undefined
  /** NaN behind the end. */
  charCodeAt(index: number): number
  codePointAt(index: number): number | undefined
  concat(...texts: string[]): string
  startsWith(part: string, from?: number): boolean
  endsWith(part: string, end?: number): boolean
  includes(part: string, from?: number): boolean
  indexOf(part: string, from?: number): number
  lastIndexOf(part: string, from?: number): number
  substring(start: number, end?: number): string
  slice(start?: number, end?: number): string
  /** By text only; '' splits into characters. */
  split(separator: string, limit?: number): string[]
  /** The first place only, for a text; in `by`, `$&` is the part, `$$` a dollar. */
  replace(part: string, by: string): string
  /** Every place, whatever the flags. Never on foreign text: std::regex needs stack for each character. */
  replace(pattern: RegExp, by: string): string
  replaceAll(part: string, by: string): string
  match(pattern: RegExp): RegExpMatch | null
  search(pattern: RegExp): number
  trim(): string
  trimStart(): string
  trimEnd(): string
  padStart(length: number, fill?: string): string
  padEnd(length: number, fill?: string): string
  /** `count` >= 0. */
  repeat(count: number): string
  /** **Only A–Z change.** */
  toLowerCase(): string
  /** **Only a–z change.** */
  toUpperCase(): string
  toString(): string
  valueOf(): string
}

interface StringConstructor {
  /** Of what has a text of its own: for objects and arrays write JSON.stringify. */
  (value?: string | number | boolean | null | undefined | Int): string
  fromCharCode(...codes: number[]): string
  fromCodePoint(...codes: number[]): string
  readonly prototype: String
}
declare var String: StringConstructor

/** What matched and the groups. */
type RegExpMatch = (string | undefined)[]

/**
 * A C++ std::regex over **bytes**, flags `i` and `g`. It overflows the stack, and ends the process, on texts of 17 KB and
 * more: never on text from outside that has no limit.
 */
interface RegExp {
  exec(text: string): RegExpMatch | null
  test(text: string): boolean
  readonly source: string
  readonly global: boolean
  readonly ignoreCase: boolean
}
interface RegExpConstructor {
  new (pattern: string, flags?: '' | 'i' | 'g' | 'gi' | 'ig'): RegExp
  readonly prototype: RegExp
}
declare var RegExp: RegExpConstructor
interface TemplateStringsArray extends ReadonlyArray<string> {}
