/**
 * Names of meshes, endpoints, users and services: what may stand in paths, certificates and file names without a thought.
 *
 * Pure.
 */
import { fault } from './errors.ts'

const letters = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789'
const others = '-_.'

/** As long as a certificate's common name may be. */
const longest = 63

/** True for 1 to 63 letters, digits, `-`, `_`, `.`, beginning with a letter or digit. */
export function isName(text: string): boolean {
  const { length } = text
  return length > 0 && length <= longest && letters.includes(text.charAt(0)) && text.split('').every(isAllowed)
}

/** The value, if it is a name: 1 to 63 letters, digits, `-`, `_`, `.`, beginning with a letter or digit. Throws bad-request. */
export function checkName(value: unknown, field: string): string {
  if (typeof value !== 'string' || value === '') throw fault('bad-request', `${field} is missing`)
  if (isName(value)) return value
  throw fault(
    'bad-request',
    `${field} ${JSON.stringify(value)} is not a name`,
    'Use up to 63 letters, digits, - _ . and begin with a letter or digit.',
  )
}

function isAllowed(char: string): boolean {
  return letters.includes(char) || others.includes(char)
}
