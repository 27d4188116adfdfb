/** print and println: values to stdout, written at once. Follows Pipy's src/api/print.cpp. */

import { textOf } from '../core/dump.ts'
import { writeStdout } from '../host/stdio.ts'

export const print = (...values: unknown[]): void => writeStdout(values.map(textOf).join(' '))
export const println = (...values: unknown[]): void => writeStdout(`${values.map(textOf).join(' ')}\n`)
