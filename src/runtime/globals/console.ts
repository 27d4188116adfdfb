/** The global `console`: lines of a script in the engine's log. Follows Pipy's src/api/console.cpp; levels are core/log.ts's. */

import { textOf } from '../core/dump.ts'
import { isLogged, type LogLevel, writeLog } from '../core/log.ts'

const at =
  (level: LogLevel) =>
  (...values: unknown[]): void => {
    if (isLogged(level)) writeLog(level, values.map(textOf).join(' '))
  }

export const console = { log: at('info'), info: at('info'), debug: at('debug'), warn: at('warn'), error: at('error') }
