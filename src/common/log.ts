/**
 * The log of a role: one line a record, to stderr through the engine's console.
 *
 * Owns the threshold of its process. Never writes secrets: callers pass facts as fields, and nobody passes a permit,
 * a key or a token. Does not rotate: a service manager does.
 */

/** Facts of a record; objects are not expanded. */
export type Fields = Record<string, string | number | boolean | undefined>

export interface Log {
  debug: (text: string, fields?: Fields) => void
  info: (text: string, fields?: Fields) => void
  warn: (text: string, fields?: Fields) => void
  error: (text: string, fields?: Fields) => void
  /** The same log with a topic in front of each record's topic. */
  topic: (name: string) => Log
}

/** Levels in rising order. */
const levels = ['debug', 'info', 'warn', 'error']

/** A log for `topic` that drops records under `level`. */
export function createLog(topic: string, level = 'info'): Log {
  const threshold = Math.max(0, levels.indexOf(level))
  return logFor(topic, threshold)
}

function logFor(topic: string, threshold: number): Log {
  return {
    debug: (text, fields) => write(topic, threshold, 0, text, fields),
    info: (text, fields) => write(topic, threshold, 1, text, fields),
    warn: (text, fields) => write(topic, threshold, 2, text, fields),
    error: (text, fields) => write(topic, threshold, 3, text, fields),
    topic: name => logFor(`${topic}/${name}`, threshold),
  }
}

/** Everything goes out as the engine's `info` or `error`, because Pipy hides `warn` by default. */
function write(topic: string, threshold: number, level: number, text: string, fields?: Fields): void {
  if (level < threshold) return
  const line = `[${levels[level]}] [${topic}] ${text}${textOf(fields)}`
  if (level === 3) console.error(line)
  else console.info(line)
}

function textOf(fields?: Fields): string {
  if (!fields) return ''
  let text = ''
  for (const key of Object.keys(fields)) {
    const value = fields[key]
    if (value !== undefined) text += ` ${key}=${quote(String(value))}`
  }
  return text
}

/** A value with spaces is quoted, so that a record stays parsable. */
function quote(value: string): string {
  return value.includes(' ') || value === '' ? JSON.stringify(value) : value
}
