/**
 * The log of a role: one line a record, where its output (log-output.ts) puts it.
 *
 * Owns the threshold of its process. Never writes secrets: callers pass facts as fields, and nobody passes a permit,
 * a key or a token.
 */

/** Facts of a record; objects are not expanded. */
export type Fields = Record<string, string | number | boolean | undefined>

/** In rising order. */
export const levels = ['debug', 'info', 'warn', 'error'] as const
export type Level = (typeof levels)[number]

export interface LogRecord {
  level: Level
  /** Where it comes from: `hub`, `agent/home/stream`. */
  topic: string
  /** What happened, in fixed words; what varies is in the fields. */
  event: string
  fields?: Fields
}

export interface Log {
  debug: (event: string, fields?: Fields) => void
  info: (event: string, fields?: Fields) => void
  warn: (event: string, fields?: Fields) => void
  error: (event: string, fields?: Fields) => void
  /** The same log with a topic in front of each record's topic. */
  topic: (name: string) => Log
}

/** A log for `topic` that drops records under `level` and hands the others to `write`. */
export function createLog(topic: string, level: Level, write: (record: LogRecord) => void): Log {
  const lowest = levels.indexOf(level)
  const at = (mine: Level) => (event: string, fields?: Fields) => {
    if (levels.indexOf(mine) >= lowest) write({ level: mine, topic, event, fields })
  }
  return {
    debug: at('debug'),
    info: at('info'),
    warn: at('warn'),
    error: at('error'),
    topic: name => createLog(`${topic}/${name}`, level, write),
  }
}

/** A record as text, without its time: `[info] [hub] endpoint online name=laptop`. */
export function formatText({ level, topic, event, fields = {} }: LogRecord): string {
  let text = `[${level}] [${topic}] ${event}`
  for (const key of Object.keys(fields)) {
    const value = fields[key]
    if (value !== undefined) text += ` ${key}=${quote(String(value))}`
  }
  return text
}

/** A record as a line of JSON; `time` in milliseconds since 1970. A field cannot pose as one of ours. */
export function formatJson({ level, topic, event, fields = {} }: LogRecord, time: number): string {
  const line: Fields = { time: new Date(time).toISOString(), level, topic, event }
  for (const key of Object.keys(fields)) line[line[key] === undefined ? key : `${key}_`] = fields[key]
  return JSON.stringify(line)
}

/** A value that would not stay one word on one line is quoted, so that a record stays parsable. */
function quote(value: string): string {
  const isPlain = value !== '' && !value.split('').some(char => char <= ' ' || char === '"' || char === '=')
  return isPlain ? value : JSON.stringify(value)
}
