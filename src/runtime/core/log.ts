/**
 * The log: lines with local time and level, as Pipy's src/log.cpp writes them: `2026-11-24 10:00:00.000 [INF] text`.
 *
 * Owns the level, and where lines go (main.ts connects stderr). Pipy's order is kept: debug < warn < info < error.
 */

const order = ['debug', 'warn', 'info', 'error'] as const
export type LogLevel = (typeof order)[number]

const words: Record<LogLevel, string> = { debug: '[DBG]', warn: '[WRN]', info: '[INF]', error: '[ERR]' }

let lowest = order.indexOf('info')
/** Of the topics of `debug:topic+topic` the only one known here is `user`: what scripts say with console.debug. */
let debugs = true
let sink: (line: string) => void = () => undefined

/** Where lines go, each without its line break. */
export function setLogSink(write: (line: string) => void): void {
  sink = write
}

/** Takes the value of --log-level. Gives what is wrong with it, or undefined. */
export function setLogLevel(value: string): string | undefined {
  const [name = '', topics] = value.split(/:(.*)/s)
  const level = order.indexOf(name as LogLevel)
  if (level < 0 || (topics !== undefined && name !== 'debug')) return `unknown log level: ${value}`
  lowest = level
  debugs = topics === undefined || topics.split('+').includes('user')
  return undefined
}

/** Whether lines of that level are written now: for callers whose text is costly. */
export function isLogged(level: LogLevel): boolean {
  return order.indexOf(level) >= lowest && (level !== 'debug' || debugs)
}

export function writeLog(level: LogLevel, text: string): void {
  if (isLogged(level)) sink(`${formatTime(new Date())} ${words[level]} ${text}`)
}

const two = (value: number): string => String(value).padStart(2, '0')

function formatTime(time: Date): string {
  const day = `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`
  const clock = `${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}`
  return `${day} ${clock}.${String(time.getMilliseconds()).padStart(3, '0')}`
}
