/**
 * Where a role's log goes, and how it is written: text or JSON, to stderr or to a file that is rotated.
 *
 * Owns the file and how much is in it. The file is written by the engine's own `tee`, because Pipy can append in no other way
 * that can be ended; what the engine itself has to say goes to stderr, always.
 */
import type { OptionTable, ParsedOptions } from './command/options.ts'
import { fault, toFault } from './errors.ts'
import { createLog, formatJson, formatText, type Level, type Log, type LogRecord, levels } from './log.ts'

/** Options of every role. */
export const logOptions: OptionTable = {
  'log-level': { value: 'LEVEL', help: 'debug, info, warn or error', default: 'info' },
  'log-format': { value: 'FORMAT', help: 'text, or json: one object a line', default: 'text' },
  'log-file': { value: 'FILE', help: 'write the log there instead of to stderr, and rotate it' },
  'log-size': { value: 'MB', help: 'size at which the file is rotated', default: '10' },
  'log-keep': { value: 'N', help: 'how many full files are kept, as FILE.1 to FILE.N', default: '5' },
}

const bytesOfMB = 1024 * 1024

/** Of sizes and numbers, so that nobody fills a disk by a typing error. */
const mostMB = 10_000
const mostFiles = 100

/** Between two looks whether a full file is complete, in seconds, and how many of them: a disk that is so slow loses lines. */
const lookSeconds = 0.01
const mostLooks = 200

export interface RoleLog {
  log: Log
  /** How many records of each level were written so far. */
  counts: () => Record<Level, number>
}

/** The log as the options say. Throws bad-request for an option, storage-failed for a file that cannot be written. */
export function openLog(topic: string, given: ParsedOptions, now: () => number): RoleLog {
  const level = levels.find(name => name === given.text('log-level'))
  if (!level) throw unknown('log-level', given, levels.join(', '))
  const format = given.text('log-format')
  if (format !== 'text' && format !== 'json') throw unknown('log-format', given, 'text, json')
  const isJson = format === 'json'
  const counts: Record<Level, number> = { debug: 0, info: 0, warn: 0, error: 0 }
  const write = given.has('log-file') ? fileOutput(given, isJson, now) : stderrOutput(isJson, now)
  const log = createLog(topic, level, record => {
    counts[record.level]++
    write(record)
  })
  return { log, counts: () => counts }
}

function unknown(option: string, given: ParsedOptions, known: string): unknown {
  return fault('bad-request', `--${option} ${given.text(option)} is unknown`, `Give one of ${known}`)
}

type Output = (record: LogRecord) => void

/**
 * Text goes out as the engine's `info` or `error`, with its time; Pipy hides `warn` by default. JSON must not have that time in
 * front of it. A logger of Pipy's own to stderr is no way: it and the engine's log cannot both have it (`assign: File exists`
 * ends the process), while a pipe that is opened by its name is another one.
 */
function stderrOutput(isJson: boolean, now: () => number): Output {
  if (isJson) {
    const { write } = openAppending('/dev/stderr')
    return record => write(new Data(`${formatJson(record, now())}\n`))
  }
  return record => {
    if (record.level === 'error') console.error(formatText(record))
    else console.info(formatText(record))
  }
}

function fileOutput(given: ParsedOptions, isJson: boolean, now: () => number): Output {
  const path = given.text('log-file')
  const most = parseCount(given, 'log-size', mostMB) * bytesOfMB
  const keep = parseCount(given, 'log-keep', mostFiles)
  const file = createRotated({ path, most, keep })
  return record => {
    const time = now()
    file.write(isJson ? formatJson(record, time) : `${new Date(time).toISOString()} ${formatText(record)}`)
  }
}

function parseCount(given: ParsedOptions, option: string, most: number): number {
  const value = Number(given.text(option))
  if (Number.isInteger(value) && value >= 1 && value <= most) return value
  throw fault('bad-request', `--${option} ${given.text(option)} is not a whole number from 1 to ${most}`)
}

export interface RotationOptions {
  path: string
  /** Bytes after which a file is full. */
  most: number
  /** Full files that are kept. */
  keep: number
}

/** A file of lines. When it is full it becomes `path.1`, that one `path.2`, and the oldest goes. Throws storage-failed. */
export function createRotated({ path, most, keep }: RotationOptions): { write: (line: string) => void } {
  const queue: Data[] = []
  let isBusy = false
  let size = closeToOthers(path)
  let file = openAppending(path)
  const drain = async (): Promise<void> => {
    isBusy = true
    for (let data = queue.shift(); data; data = queue.shift()) {
      if (size > 0 && size + data.size > most) {
        await file.end()
        await written(path, size)
        shift(path, keep)
        size = closeToOthers(path)
        file = openAppending(path)
      }
      size += data.size
      file.write(data)
    }
    isBusy = false
  }
  return {
    write: line => {
      queue.push(new Data(`${line}\n`))
      if (!isBusy) drain()
    },
  }
}

/** Makes the file if there is none, for its owner only; returns its size. */
function closeToOthers(path: string): number {
  const known = os.stat(path)
  if (known) return known.size
  try {
    os.write(path, '')
  } catch (caught) {
    throw fault('storage-failed', `cannot write ${path}: ${toFault(caught).message}`, 'Choose another with --log-file')
  }
  if (os.platform !== 'windows') pipy.exec(['chmod', '600', path])
  return 0
}

interface Appending {
  write: (data: Data) => void
  /** Resolves when nothing more will be written. */
  end: () => Promise<unknown>
}

function openAppending(path: string): Appending {
  const hub = new pipeline.Hub()
  const writer = pipeline($ =>
    $.onStart(new Data())
      .swap(() => hub)
      .tee(path, { append: true }),
  )
  const ended = writer.spawn()
  return {
    write: data => hub.broadcast(data),
    end: () => {
      hub.broadcast(new StreamEnd())
      return ended
    },
  }
}

/** Waits, for a while, until what was written is in the file: Pipy opens and writes files by and by, whatever they are called then. */
async function written(path: string, size: number): Promise<void> {
  for (let look = 0; look < mostLooks && (os.stat(path)?.size ?? size) < size; look++) {
    await new Timeout(lookSeconds).wait()
  }
}

/** The log must not end the role: a file that cannot be moved is written on. */
function shift(path: string, keep: number): void {
  for (let i = keep; i >= 1; i--) {
    const from = i === 1 ? path : `${path}.${i - 1}`
    try {
      if (os.stat(from)) os.rename(from, `${path}.${i}`)
    } catch (caught) {
      console.error(`the log ${from} cannot be rotated: ${toFault(caught).message}`)
    }
  }
}
