/**
 * Small parsers for values from outside: unknown in, typed out.
 *
 * Pure. Throws bad-request naming the field.
 */
import { fault } from './errors.ts'

/** An object with unknown fields. */
export function parseObject(value: unknown, what: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || value instanceof Array) {
    throw fault('bad-request', `${what} is not an object`)
  }
  return value as Record<string, unknown>
}

/** A text of 1 to `longest` characters. */
export function parseText(value: unknown, what: string, longest: number): string {
  if (typeof value !== 'string' || value === '') throw fault('bad-request', `${what} is missing`)
  if (value.length > longest) throw fault('bad-request', `${what} is longer than ${longest} characters`)
  return value
}

/** A whole number from `least` to `most`. */
export function parseNumber(value: unknown, what: string, [least, most]: [number, number]): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < least || value > most) {
    throw fault('bad-request', `${what} is not a whole number from ${least} to ${most}`)
  }
  return value
}

/** A list of 1 to `most` texts. */
export function parseTexts(value: unknown, what: string, [most, longest]: [number, number]): string[] {
  if (!(value instanceof Array) || value.length === 0 || value.length > most) {
    throw fault('bad-request', `${what} is not a list of 1 to ${most} texts`)
  }
  return value.map((item: unknown) => parseText(item, what, longest))
}
