/**
 * How the engine writes values for people: console, print, loggers. Follows Console::dump of Pipy's src/api/console.cpp. Pure.
 *
 * Keys are quoted always; Pipy leaves the quotes out for keys that were written in an object literal.
 */
import { Data } from './data.ts'

/** Objects inside objects inside … are written this deep. */
const mostLevels = 100

/** Bytes of a Data that are written before it is cut short. */
const shownBytes = 10

/** Texts as they are, everything else as dumped. */
export const textOf = (value: unknown): string => (typeof value === 'string' ? value : dump(value))

export function dump(value: unknown, outer: readonly object[] = []): string {
  if (typeof value === 'string') return JSON.stringify(value)
  if (typeof value === 'function') return `Function{ ${value.name} }`
  if (typeof value !== 'object' || value === null) return String(value)
  if (value instanceof Data) return dumpData(value)
  if (outer.includes(value)) return `${kindOf(value)}{ ...recursive }`
  if (outer.length === mostLevels) return `${kindOf(value)}{ ... }`
  const inner = [...outer, value]
  if (Array.isArray(value)) return `[ ${Array.from(value, item => dump(item, inner)).join(', ')} ]`
  const fields = fieldsOf(value).map(([name, field]) => `${name}: ${dump(field, inner)}`)
  return `{ ${fields.join(', ')} }`
}

const kindOf = (value: object): string => (Array.isArray(value) ? 'pjs::Array' : 'pjs::Object')

/** Accessors of its class, then its own fields. */
function fieldsOf(value: object): [string, unknown][] {
  const own = Object.entries(value)
  const kind = Object.getPrototypeOf(value)
  if (kind === null || kind === Object.prototype) return own.map(([key, field]) => [JSON.stringify(key), field])
  if (value instanceof Error) return errorFields(value)
  const accessors = Object.entries(Object.getOwnPropertyDescriptors(kind)).filter(([, property]) => property.get)
  return [...accessors.map(([key]): [string, unknown] => [key, (value as Record<string, unknown>)[key]]), ...own]
}

const errorFields = ({ name, message, cause }: Error): [string, unknown][] => [
  ['name', name],
  ['message', message],
  ['cause', cause ?? null],
]

function dumpData(data: Data): string {
  const bytes = data.toBuffer()
  const shown = bytes.length === shownBytes + 1 ? shownBytes + 1 : shownBytes
  const hex = Array.from(bytes.subarray(0, shown), byte => ` ${byte.toString(16).padStart(2, '0')}`).join('')
  const more = bytes.length > shown ? ` ... and ${bytes.length - shown} more bytes` : ''
  return `Data[${hex}${more} ]`
}
