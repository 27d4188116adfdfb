/**
 * Canonical JSON: one text for one value, for what is signed or carries a MAC.
 *
 * Pure. Keys are sorted, there are no spaces, absent fields are left out. Numbers are whole.
 */
import { fault } from './errors.ts'

/** Throws bad-request for what has no canonical form (fractions, functions). */
export function canonical(value: unknown): string {
  if (value === null || typeof value === 'boolean') return String(value)
  if (typeof value === 'string') return JSON.stringify(value)
  if (typeof value === 'number') {
    if (!Number.isInteger(value)) throw fault('bad-request', 'a fraction has no canonical form')
    return String(value)
  }
  if (value instanceof Array) return `[${value.map((item: unknown) => canonical(item)).join(',')}]`
  if (typeof value !== 'object') throw fault('bad-request', `a ${typeof value} has no canonical form`)
  const record = value as Record<string, unknown>
  const parts: string[] = []
  for (const key of Object.keys(record).sort()) {
    if (record[key] !== undefined) parts.push(`${JSON.stringify(key)}:${canonical(record[key])}`)
  }
  return `{${parts.join(',')}}`
}
