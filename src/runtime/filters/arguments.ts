/**
 * Checks of what scripts hand to filters, where Pipy would crash or go on with nonsense.
 */

/** A function, or an error that names the filter. */
export function checkCallback(filter: string, value: unknown): (...args: unknown[]) => unknown {
  if (typeof value !== 'function') throw new TypeError(`${filter}() needs a function`)
  return value as (...args: unknown[]) => unknown
}
