// Error, Date and JSON.

interface Error {
  readonly name: string
  message: string
}
interface ErrorConstructor {
  /** Always with `new`. For errors of the project: fault() of src/common/errors.ts. */
  new (message?: string): Error
  readonly prototype: Error
}
declare var Error: ErrorConstructor

/** A time. Only what works alike on both engines: reckon with milliseconds, print with toISOString. */
interface Date {
  getTime(): number
  valueOf(): number
  /** Such as 2026-01-31T12:00:00.000Z. */
  toISOString(): string
}
interface DateConstructor {
  new (): Date
  /** By milliseconds since 1970; texts are read by Date.parse. */
  new (time: number): Date
  now(): number
  /** Milliseconds of an ISO 8601 text (date, or date and time with Z or an offset); NaN if it is none. */
  parse(text: string): number
  readonly prototype: Date
}
declare var Date: DateConstructor

interface JSON {
  /** Throws when `text` is no JSON, and for integers beyond 2^63. */
  parse(text: string): any
  /** Map, Set, Date, Data and Int become {}: turn them into texts or numbers first. Depth up to 100. */
  stringify(value: unknown, replacer?: null, space?: number): string
}
declare var JSON: JSON
