/** print and println: values to stdout, written at once. Follows Pipy's src/api/print.cpp. */
import { Data } from '../core/data.ts'
import { writeStdout } from '../host/stdio.ts'

function textOf(value: unknown): string {
  if (value instanceof Data) {
    const bytes = value.toArray().map(byte => byte.toString(16).padStart(2, '0'))
    return `Data[ ${bytes.join(' ')}${bytes.length > 0 ? ' ' : ''}]`
  }
  if (typeof value === 'object' && value !== null) return JSON.stringify(value) ?? String(value)
  return String(value)
}

export const print = (...values: unknown[]): void => writeStdout(values.map(textOf).join(' '))
export const println = (...values: unknown[]): void => writeStdout(`${values.map(textOf).join(' ')}\n`)
