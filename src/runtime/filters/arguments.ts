/**
 * Checks of what scripts hand to filters: where Pipy throws when a layout is made, and where it would crash or go on with nonsense.
 *
 * Pure. The texts are those of Pipy's src/options.cpp.
 */

/** A function, or an error that names the filter. */
export function checkCallback(filter: string, value: unknown): (...args: unknown[]) => unknown {
  if (typeof value !== 'function') throw new TypeError(`${filter}() needs a function`)
  return value as (...args: unknown[]) => unknown
}

/** What an option may be: names of `tests`, several of them with a bar between, or a list of words of which it must be one. */
export type OptionType = string | readonly string[]

const tests: Readonly<Record<string, { text: string; fits: (value: unknown) => boolean }>> = {
  boolean: { text: 'a boolean', fits: value => typeof value === 'boolean' },
  number: { text: 'a number', fits: value => typeof value === 'number' && !Number.isNaN(value) },
  finite: { text: 'a finite number', fits: value => Number.isFinite(value) },
  /** Of bytes, for instance. */
  count: { text: 'a positive number', fits: value => Number.isFinite(value) && (value as number) >= 0 },
  string: { text: 'a string', fits: value => typeof value === 'string' },
  function: { text: 'a function', fits: value => typeof value === 'function' },
  object: { text: 'an object', fits: value => typeof value === 'object' },
}

function checkOption(name: string, value: unknown, type: OptionType): void {
  if (typeof type !== 'string') {
    if (!type.includes(value as string)) throw new TypeError(`options.${name} expects one of ${type.join(', ')}`)
    return
  }
  const allowed = type.split('|').flatMap(one => tests[one] ?? [])
  if (allowed.some(({ fits }) => fits(value))) return
  throw new TypeError(`options.${name} expects ${allowed.map(({ text }) => text).join(' or ')}`)
}

/**
 * Options whose members are of the given types, {} when they are left out. Members that are null or undefined count as left
 * out, others are ignored. Throws what the script shall see.
 */
export function checkOptions<Options>(
  given: unknown,
  types: Readonly<Record<keyof Options & string, OptionType>>,
): Partial<Options> {
  if (given === undefined || given === null) return {}
  // Pipy takes a function, finds no options in it, and goes on with the defaults.
  if (typeof given !== 'object') throw new TypeError('options are not an object')
  for (const [name, type] of Object.entries<OptionType>(types)) {
    const value = (given as Record<string, unknown>)[name]
    if (value !== undefined && value !== null) checkOption(name, value, type)
  }
  return given as Partial<Options>
}
