/** Checks of what scripts hand to globals. The messages are Pipy's, where it has one (src/pjs/types.cpp); always a TypeError. */

function requireArgument(value: unknown, place: number): void {
  if (value === undefined) throw new TypeError(`requires ${place} or more arguments`)
}

/** Argument number `place` (from 1) as text. */
export function textArgument(value: unknown, place: number): string {
  requireArgument(value, place)
  if (typeof value !== 'string') throw new TypeError(`argument #${place} expects a string`)
  return value
}

export function numberArgument(value: unknown, place: number): number {
  requireArgument(value, place)
  if (typeof value !== 'number') throw new TypeError(`argument #${place} expects a number`)
  return value
}

/** A function, or undefined when it is left out or null. */
export function findFunction(value: unknown, place: number): ((...args: unknown[]) => unknown) | undefined {
  if (value === undefined || value === null) return undefined
  if (typeof value !== 'function') throw new TypeError(`argument #${place} expects a function`)
  return value as (...args: unknown[]) => unknown
}

/** Options, or {} when they are left out or null. */
export function optionsArgument<Options>(value: unknown, place: number): Partial<Options> {
  if (value === undefined || value === null) return {}
  if (typeof value !== 'object') throw new TypeError(`argument #${place} expects an object`)
  return value as Partial<Options>
}
